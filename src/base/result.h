// Result<T>: a value, or a sentence saying why there is none. For parsers and codecs that face untrusted bytes:
// they return it and never throw. Refusals of requests are exceptions instead (model/errors.h).
#pragma once
#include <string>
#include <utility>
#include <variant>

namespace rk {

struct Failure {
    std::string what;
};

template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : v_(std::move(value)) {}
    Result(Failure failure) : v_(std::move(failure)) {}
    explicit operator bool() const { return v_.index() == 0; }
    // The value; the caller has checked that there is one.
    T& operator*() { return *std::get_if<0>(&v_); }
    const T& operator*() const { return *std::get_if<0>(&v_); }
    T* operator->() { return std::get_if<0>(&v_); }
    const T* operator->() const { return std::get_if<0>(&v_); }
    // Why there is no value; the caller has checked that there is none.
    const std::string& error() const { return std::get_if<1>(&v_)->what; }

  private:
    std::variant<T, Failure> v_;
};

}  // namespace rk
