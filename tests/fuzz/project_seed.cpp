// Writes a project with everything in it, as a seed for fuzzing: project_seed PATH
#include "tests/project/samples.h"

int main(int count, char** arguments) {
  if (count != 2) return 2;
  rotorscope::testing::full_project(arguments[1]);
  return 0;
}
