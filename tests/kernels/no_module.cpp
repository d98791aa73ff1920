// A library that is not Rotorscope's.
extern "C" int rotorscope_says_nothing() { return 0; }
