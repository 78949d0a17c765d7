#include "feature/files/files.h"

#include <semaphore>
#include <thread>

#include "app/access.h"
#include "app/services.h"
#include "app/workers.h"
#include "base/crypto.h"
#include "base/ids.h"
#include "base/log.h"
#include "base/mime.h"
#include "base/picture.h"
#include "base/ports.h"
#include "base/strings.h"
#include "feature/channels/channels.h"
#include "feature/files/paths.h"
#include "feature/files/store.h"
#include "model/settings.h"

namespace rk::files {

namespace {

constexpr uint32_t kPreviewWidth = 1920, kThumbnailWidth = 120, kThumbnailHeight = 100, kMiniSide = 16;
constexpr int kPreviewQuality = 80, kMiniQuality = 90;
// How much of a text is searchable.
constexpr size_t kTextRead = 1024 * 1024, kTextKept = 64 * 1024;

// Decoded pictures are large: only so many at once (FileSettings.MaxImageDecoderConcurrency, at the first use).
class DecoderSeat {
  public:
    explicit DecoderSeat(const Config& config) : seats_(seats(config)) { seats_.acquire(); }
    ~DecoderSeat() { seats_.release(); }
    DecoderSeat(const DecoderSeat&) = delete;

  private:
    using Semaphore = std::counting_semaphore<1024>;
    static Semaphore& seats(const Config& config) {
        static Semaphore all([&] {
            int64_t asked = config.FileSettings.MaxImageDecoderConcurrency;
            return std::clamp<int64_t>(asked > 0 ? asked : std::thread::hardware_concurrency(), 1, 1024);
        }());
        return all;
    }
    Semaphore& seats_;
};

struct SmallPictures {
    std::string extension, thumbnail, preview;  // PNG for what is transparent, else JPEG
};

std::string encoded(const Pixels& pixels, bool transparent) {
    return transparent ? encode_png(pixels) : encode_jpeg(pixels, kPreviewQuality);
}

// Fills what the row says of a picture. Nothing when it is none that can be read, or one that moves: clients show that itself.
std::optional<SmallPictures> shrink(const Config& config, std::string_view bytes, FileInfo& info) {
    auto picture = picture_info(bytes);
    if (!picture || !info.mime_type.starts_with("image/")) return std::nullopt;
    if (int64_t{picture->width} * picture->height > config.FileSettings.MaxImageResolution)
        throw Err::file_picture_too_large.with("Filename", info.name)
            .with("Width", std::to_string(picture->width))
            .with("Height", std::to_string(picture->height));
    if (is_animated(bytes)) {
        info.width = picture->width, info.height = picture->height;
        return std::nullopt;
    }
    DecoderSeat seat(config);
    auto pixels = decode_picture(bytes);
    if (!pixels) return std::nullopt;
    info.width = pixels->width, info.height = pixels->height;
    bool transparent = has_transparency(*pixels);
    SmallPictures small;
    small.extension = transparent ? "png" : "jpg";
    Pixels preview = fit_within(*pixels, kPreviewWidth, UINT32_MAX);
    small.preview = encoded(preview, transparent);
    small.thumbnail = encoded(fit_within(preview, kThumbnailWidth, kThumbnailHeight), transparent);
    std::string mini = encode_jpeg(stretched(preview, kMiniSide, kMiniSide), kMiniQuality);
    if (small.preview.empty() || small.thumbnail.empty()) return std::nullopt;  // longer than a JPEG may be
    info.has_preview_image = true;
    info.mini_preview = base64_encode(mini);
    return small;
}

// The text inside, as far as it is searchable.
std::string text_of(const Config& config, std::string_view bytes, const FileInfo& info) {
    if (!config.FileSettings.ExtractContent || !info.mime_type.starts_with("text/") || bytes.size() > kTextRead ||
        !is_valid_utf8(bytes) || bytes.find('\0') != std::string_view::npos)
        return {};
    std::string_view kept = bytes.substr(0, kTextKept);
    while (!kept.empty() && !is_valid_utf8(kept)) kept.remove_suffix(1);  // cut within a character
    return std::string(kept);
}

std::optional<Failure> place(FileStore& store, const NewFile& file, const std::string& path) {
    if (!file.stored_path.empty()) return store.move(file.stored_path, path);
    if (!file.local_file.empty()) return store.take(path, file.local_file);
    return store.write(path, file.bytes);
}

}  // namespace

void require_to_upload(Tx& tx, const Actor& actor, std::string_view channel_id) {
    auto channel = channels::find(tx, channel_id);
    if (!channel) throw Err::no_permission.because("upload_file");
    access::require_in_channel(tx, actor, *channel, Permission::upload_file);
}

FileInfo add(Services& services, const std::string& user_id, NewFile file) {
    auto config = config_of(services);
    FileInfo info;
    info.id = new_id();
    info.user_id = user_id;
    info.channel_id = file.channel_id;
    info.name = clean_name(file.name);
    info.extension = extension_of(info.name);
    if (info.extension.size() > 64) info.extension.clear();
    info.mime_type = mime_type_of_extension(info.extension);
    info.size = static_cast<int64_t>(file.bytes.size());
    info.remote_id = "";
    info.create_at = info.update_at = services.clock->now();
    std::string name = stored_name(info.name);
    std::string folder = folder_of(info.create_at, file.channel_id, user_id, info.id);
    info.path = folder + name;
    auto small = shrink(*config, file.bytes, info);
    std::string text = text_of(*config, file.bytes, info);

    FileStore& store = *services.files;
    std::vector<std::string> written;
    auto undo = [&] {
        for (const std::string& path : written)
            if (auto failure = store.remove(path))
                log::warn("a part of a refused upload stays in the file store",
                          {{"path", path}, {"why", failure->what}});
    };
    auto check = [&](std::optional<Failure> failure, const std::string& path) {
        if (!failure) return written.push_back(path);
        undo();
        throw Err::file_not_stored.because(failure->what);
    };
    if (small) {
        std::string stem = name.substr(0, name.rfind('.'));
        info.thumbnail_path = folder + stem + "_thumb." + small->extension;
        info.preview_path = folder + stem + "_preview." + small->extension;
        check(store.write(info.thumbnail_path, small->thumbnail), info.thumbnail_path);
        check(store.write(info.preview_path, small->preview), info.preview_path);
    }
    check(place(store, file, info.path), info.path);
    try {
        services.db->write([&](Tx& tx) { store::insert(tx, info, text); });
    } catch (...) {
        undo();
        throw;
    }
    return info;
}

}  // namespace rk::files
