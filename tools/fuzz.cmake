# The libFuzzer targets: every src/ROOM/**/NAME_fuzz.cpp becomes NAME_fuzz, linked to ROOM and the rooms below (preset fuzz).
# A target of a large room names the files that it needs beyond base and model, a line each, so that the rest of the room
# need not be built for it:
#     // Links: feature/posts/text.cpp
file(GLOB_RECURSE fuzz_sources CONFIGURE_DEPENDS src/*_fuzz.cpp)
foreach(source ${fuzz_sources})
    file(RELATIVE_PATH below ${CMAKE_SOURCE_DIR}/src ${source})
    string(REGEX REPLACE "/.*" "" room ${below})
    get_filename_component(name ${source} NAME_WE)
    file(STRINGS ${source} links REGEX "^// Links: ")
    list(TRANSFORM links REPLACE "^// Links: " "src/")
    add_executable(${name} EXCLUDE_FROM_ALL ${source} ${links})
    if(links)
        set(room model)
    endif()
    target_link_libraries(${name} PRIVATE rk_${room} PkgConfig::ICU Threads::Threads)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
endforeach()
