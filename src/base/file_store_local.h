// Files in a folder of this machine (FileSettings.Directory). Mattermost's layout, so that its data folder may be used
// as it is; the one addition is `.tmp`, where files are written before they get their place.
#pragma once
#include <string>

#include "base/ports.h"

namespace rk {

class LocalFileStore : public FileStore {
  public:
    // Makes the folder if need be, and removes what interrupted writes left in `.tmp` more than a day ago. A folder
    // that cannot be used shows as a failure of the calls.
    explicit LocalFileStore(std::string folder);

    Result<std::string> read(std::string_view path) override;
    Result<std::string> read_range(std::string_view path, uint64_t offset, size_t bytes) override;
    std::optional<Failure> write(std::string_view path, std::string_view bytes) override;
    std::optional<Failure> take(std::string_view path, const std::string& local_file) override;
    std::optional<Failure> append(std::string_view path, uint64_t offset, std::string_view bytes) override;
    std::optional<Failure> move(std::string_view from, std::string_view to) override;
    std::optional<Failure> remove(std::string_view path) override;
    bool exists(std::string_view path) override;
    Result<uint64_t> size(std::string_view path) override;
    Result<std::vector<std::string>> list(std::string_view folder) override;
    std::optional<std::string> local_path(std::string_view path) override;

  private:
    std::string full(std::string_view path) const;
    std::optional<Failure> place(const std::string& temporary, std::string_view path);
    std::optional<Failure> make_folders(std::string_view path);

    const std::string folder_;
};

}  // namespace rk
