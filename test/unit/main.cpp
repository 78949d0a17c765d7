// The unit tests of every room in one program; each case stands beside the code that it tests.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
