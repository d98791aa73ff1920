# Where things are installed, and the packages that CPack makes of them (scripts/package.sh).
#
# PREFIX/lib/rotorscope holds both programs and the libraries that Debian does not have (libtorch and the two of NVIDIA's
# that it links), found relative to the program wherever the tree is moved; PREFIX/bin holds links to the programs. The
# CUDA module is left out: it needs 2 GB more of NVIDIA's libraries (docs/packaging.md).
set(private_dir lib/rotorscope)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME programs)

foreach(program rotor rotorscope)
  set_target_properties(${program} PROPERTIES INSTALL_RPATH "$ORIGIN/../lib" INSTALL_RPATH_USE_LINK_PATH OFF)
  install(TARGETS ${program} RUNTIME DESTINATION ${private_dir}/bin)
  install(CODE "file(MAKE_DIRECTORY \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin\")
    file(CREATE_LINK ../${private_dir}/bin/${program} \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin/${program}\" SYMBOLIC)")
endforeach()
# The programs look for the sample and the prose beside them.
install(CODE "file(CREATE_LINK ../../share \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${private_dir}/share\" SYMBOLIC)")

get_filename_component(torch_lib "${Libtorch_CPU_LIBRARY}" DIRECTORY)
set(cuda_lib "${ROTORSCOPE_DEPS}/python/nvidia/cu13/lib")
install(FILES "${torch_lib}/libtorch_cpu.so" "${torch_lib}/libc10.so" "${torch_lib}/libgomp.so.1"
  "${cuda_lib}/libcudart.so.13" "${cuda_lib}/libcupti.so.13"
  DESTINATION ${private_dir}/lib)
file(GLOB torch_licenses "${ROTORSCOPE_DEPS}/python/torch-*.dist-info/licenses/LICENSE"
  "${ROTORSCOPE_DEPS}/python/torch-*.dist-info/LICENSE")
if(torch_licenses)
  list(GET torch_licenses 0 torch_license)
  install(FILES "${torch_license}" DESTINATION share/doc/rotorscope RENAME LICENSE.libtorch)
endif()
install(FILES LICENSE README.md DESTINATION share/doc/rotorscope)
install(FILES packaging/copyright DESTINATION share/doc/rotorscope)
install(FILES packaging/rotor.1 packaging/rotorscope.1 DESTINATION share/man/man1)
install(FILES packaging/rotor.bash DESTINATION share/bash-completion/completions RENAME rotor)
install(CODE "file(CREATE_LINK rotor \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/share/bash-completion/completions/rotorscope\" SYMBOLIC)")
install(FILES packaging/org.rotorscope.rotorscope.desktop DESTINATION share/applications)
install(FILES packaging/org.rotorscope.rotorscope.metainfo.xml DESTINATION share/metainfo)
install(FILES packaging/rotorscope-mime.xml DESTINATION share/mime/packages RENAME rotorscope.xml)
install(FILES resources/icons/rotorscope.svg DESTINATION share/icons/hicolor/scalable/apps)

foreach(file sample.gguf prose-calibration.txt prose-evaluation.txt)
  file(REAL_PATH "${ROTORSCOPE_DEPS}/share/${file}" real_file)
  install(FILES "${real_file}" DESTINATION share/rotorscope RENAME ${file} COMPONENT data)
endforeach()
install(FILES packaging/copyright DESTINATION share/doc/rotorscope-data COMPONENT data)

set(CPACK_PACKAGE_NAME rotorscope)
set(CPACK_PACKAGE_VENDOR "The Rotorscope developers")
set(CPACK_PACKAGE_CONTACT "The Rotorscope developers <rotorscope@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "workbench for outliers, rotations and quantization of language models")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_COMPONENTS_ALL programs data)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_NAME rotorscope)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS "${torch_lib}" "${cuda_lib}")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_DEPENDS "qt6-qpa-plugins, fonts-dejavu-core")
set(CPACK_DEBIAN_PROGRAMS_PACKAGE_RECOMMENDS "rotorscope-data")
set(CPACK_COMPONENT_PROGRAMS_DESCRIPTION "workbench for outliers, rotations and quantization of language models
 The window rotorscope and the command line rotor: find activation outliers, rotate them away, quantize, measure,
 export. libtorch (CPU) is included.")
set(CPACK_DEBIAN_DATA_PACKAGE_NAME rotorscope-data)
set(CPACK_DEBIAN_DATA_PACKAGE_SECTION science)
set(CPACK_DEBIAN_DATA_PACKAGE_ARCHITECTURE all)
set(CPACK_COMPONENT_DATA_DESCRIPTION "sample model and prose for Rotorscope
 SmolLM2-135M-Instruct (Q4_1) and six novels of Jane Austen, for the first start and the demo.")
set(CPACK_ARCHIVE_COMPONENT_INSTALL OFF)
set(CPACK_ARCHIVE_THREADS 0)
include(CPack)
