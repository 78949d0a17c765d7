// Database, files, imports and exports, search engines, caches. Form: model/settings.h.
// clang-format off
SECTION(SqlSettings)
SET(SqlSettings, DriverName, String, "sqlite", restricted | restart, "environment_database",
    "Database engine: sqlite or postgres.")
SET(SqlSettings, DataSource, String, "", restricted | restart | always_masked, "environment_database",
    "Connection string for postgres; for sqlite a file, or empty for one in the data directory.")
SET(SqlSettings, DataSourceReplicas, List, LIST(), restricted | restart | always_masked, "environment_database",
    "Connection strings of read replicas.")
SET(SqlSettings, DataSourceSearchReplicas, List, LIST(), restricted | restart | always_masked, "environment_database",
    "Connection strings of replicas for searches.")
SET(SqlSettings, MaxIdleConns, Int, 20, restricted | restart, "environment_database",
    "Connections kept open while idle.")
SET(SqlSettings, ConnMaxLifetimeMilliseconds, Int, 3600000, restricted | restart, "environment_database",
    "Milliseconds until a connection is replaced.")
SET(SqlSettings, ConnMaxIdleTimeMilliseconds, Int, 300000, restricted | restart, "environment_database",
    "Milliseconds until an idle connection is closed.")
SET(SqlSettings, MaxOpenConns, Int, 300, restricted | restart, "environment_database", "Connections open at most.")
SET(SqlSettings, Trace, Bool, false, restricted | restart, "environment_database", "Log every statement.")
SET(SqlSettings, AtRestEncryptKey, String, "", restricted | always_masked | generated, "environment_database",
    "Key of at least 32 characters for secrets in the database; made when empty.")
SET(SqlSettings, QueryTimeout, Int, 30, restricted, "environment_database", "Seconds that a query may take.")
SET(SqlSettings, DisableDatabaseSearch, Bool, false, restricted, "environment_database",
    "Switch off searching in the database.")
SET(SqlSettings, MigrationsStatementTimeoutSeconds, Int, 100000, restricted, "environment_database",
    "Seconds that one step of a migration may take.")
SET(SqlSettings, ReplicaLagSettings, Blob, BLOB(R"([])"), restricted | inert, "environment_database",
    "Queries that tell how far a replica lags behind.")
SET(SqlSettings, ReplicaMonitorIntervalSeconds, Int, 5, restricted, "environment_database",
    "Seconds between two checks of the replicas.")
END(SqlSettings)

SECTION(FileSettings)
SET(FileSettings, EnableFileAttachments, Bool, true, none, "site_file_sharing_and_downloads", "Allow files in posts.")
SET(FileSettings, EnableMobileUpload, Bool, true, none, "site_file_sharing_and_downloads",
    "Allow uploads from mobile apps.")
SET(FileSettings, EnableMobileDownload, Bool, true, none, "site_file_sharing_and_downloads",
    "Allow downloads to mobile apps.")
SET(FileSettings, MaxFileSize, Int, 104857600, none, "environment_file_storage", "Bytes that a file may have.")
SET(FileSettings, MaxImageResolution, Int, 33177600, none, "environment_file_storage",
    "Pixels that a picture may have.")
SET(FileSettings, MaxImageDecoderConcurrency, Int, -1, restart, "environment_file_storage",
    "Pictures decoded at once; -1 for one a core.")
SET(FileSettings, DriverName, String, "local", restricted | restart, "environment_file_storage",
    "Where files are kept: local or amazons3.")
SET(FileSettings, Directory, String, "./data/", restricted | restart, "environment_file_storage",
    "Directory of the local files.")
SET(FileSettings, EnablePublicLink, Bool, false, none, "site_public_links", "Allow links to files that need no log-in.")
SET(FileSettings, ExtractContent, Bool, true, restricted, "environment_file_storage",
    "Make the text inside documents searchable.")
SET(FileSettings, ArchiveRecursion, Bool, false, restricted, "environment_file_storage",
    "Look into archives for it too.")
SET(FileSettings, PublicLinkSalt, String, "", always_masked | generated, "site_public_links",
    "Salt of at least 32 characters in public links; made when empty.")
SET(FileSettings, InitialFont, String, "nunito-bold.ttf", inert, "environment_file_storage",
    "Font of the initials on made profile pictures; Renkei draws with its own.")
SET(FileSettings, AmazonS3AccessKeyId, String, "", restricted | restart, "environment_file_storage",
    "Access key of the S3 account.")
SET(FileSettings, AmazonS3SecretAccessKey, String, "", restricted | restart | secret, "environment_file_storage",
    "Secret key of the S3 account.")
SET(FileSettings, AmazonS3Bucket, String, "", restricted | restart, "environment_file_storage", "Bucket for files.")
SET(FileSettings, AmazonS3PathPrefix, String, "", restricted | restart, "environment_file_storage",
    "Prefix of every key in the bucket.")
SET(FileSettings, AmazonS3Region, String, "", restricted | restart, "environment_file_storage", "Region of the bucket.")
SET(FileSettings, AmazonS3Endpoint, String, "s3.amazonaws.com", restricted | restart, "environment_file_storage",
    "Host of the S3 service.")
SET(FileSettings, AmazonS3SSL, Bool, true, restricted | restart, "environment_file_storage", "Use HTTPS to S3.")
SET(FileSettings, AmazonS3SignV2, Bool, false, restricted | restart | inert, "environment_file_storage",
    "Sign with the old version 2.")
SET(FileSettings, AmazonS3SSE, Bool, false, restricted | restart, "environment_file_storage",
    "Let S3 encrypt the files.")
SET(FileSettings, AmazonS3Trace, Bool, false, restricted, "environment_file_storage", "Log every request to S3.")
SET(FileSettings, AmazonS3RequestTimeoutMilliseconds, Int, 30000, restricted, "environment_file_storage",
    "Milliseconds that a request to S3 may take.")
SET(FileSettings, AmazonS3UploadPartSizeBytes, Int, 5242880, restricted, "environment_file_storage",
    "Bytes of one part of an upload to S3.")
SET(FileSettings, AmazonS3StorageClass, String, "", restricted, "environment_file_storage",
    "Storage class of new files in S3.")
SET(FileSettings, DedicatedExportStore, Bool, false, restricted | restart, "environment_file_storage",
    "Keep exports apart from files, as the settings below say.")
SET(FileSettings, ExportDriverName, String, "local", restricted | restart, "environment_file_storage",
    "Where exports are kept: local or amazons3.")
SET(FileSettings, ExportDirectory, String, "./data/", restricted | restart, "environment_file_storage",
    "Directory of local exports.")
SET(FileSettings, ExportAmazonS3AccessKeyId, String, "", restricted | restart, "environment_file_storage",
    "Access key of the S3 account for exports.")
SET(FileSettings, ExportAmazonS3SecretAccessKey, String, "", restricted | restart | secret, "environment_file_storage",
    "Secret key of the S3 account for exports.")
SET(FileSettings, ExportAmazonS3Bucket, String, "", restricted | restart, "environment_file_storage",
    "Bucket for exports.")
SET(FileSettings, ExportAmazonS3PathPrefix, String, "", restricted | restart, "environment_file_storage",
    "Prefix of every key in the bucket for exports.")
SET(FileSettings, ExportAmazonS3Region, String, "", restricted | restart, "environment_file_storage",
    "Region of the bucket for exports.")
SET(FileSettings, ExportAmazonS3Endpoint, String, "s3.amazonaws.com", restricted | restart, "environment_file_storage",
    "Host of the S3 service for exports.")
SET(FileSettings, ExportAmazonS3SSL, Bool, true, restricted | restart, "environment_file_storage",
    "Use HTTPS to S3 for exports.")
SET(FileSettings, ExportAmazonS3SignV2, Bool, false, restricted | restart | inert, "environment_file_storage",
    "Sign with the old version 2 for exports.")
SET(FileSettings, ExportAmazonS3SSE, Bool, false, restricted | restart, "environment_file_storage",
    "Let S3 encrypt the exports.")
SET(FileSettings, ExportAmazonS3Trace, Bool, false, restricted, "environment_file_storage",
    "Log every request to S3 for exports.")
SET(FileSettings, ExportAmazonS3RequestTimeoutMilliseconds, Int, 30000, restricted, "environment_file_storage",
    "Milliseconds that a request to S3 for exports may take.")
SET(FileSettings, ExportAmazonS3PresignExpiresSeconds, Int, 21600, restricted, "environment_file_storage",
    "Seconds that a signed link to an export is good for.")
SET(FileSettings, ExportAmazonS3UploadPartSizeBytes, Int, 104857600, restricted, "environment_file_storage",
    "Bytes of one part of an export.")
SET(FileSettings, ExportAmazonS3StorageClass, String, "", restricted, "environment_file_storage",
    "Storage class of new exports in S3.")
END(FileSettings)

SECTION(ImportSettings)
SET(ImportSettings, Directory, String, "./import", file_only, "",
    "Directory of uploaded import files, below the file store.")
SET(ImportSettings, RetentionDays, Int, 30, none, "", "Days until an uploaded import file is deleted.")
END(ImportSettings)

SECTION(ExportSettings)
SET(ExportSettings, Directory, String, "./export", none, "", "Directory of export files, below the file store.")
SET(ExportSettings, RetentionDays, Int, 30, none, "", "Days until an export file is deleted.")
END(ExportSettings)

SECTION(ElasticsearchSettings)
SET(ElasticsearchSettings, ConnectionURL, String, "http://localhost:9200", restricted | inert,
    "environment_elasticsearch", "Address of the search engine.")
SET(ElasticsearchSettings, Backend, String, "elasticsearch", restricted | inert, "environment_elasticsearch",
    "Kind of search engine: elasticsearch or opensearch.")
SET(ElasticsearchSettings, Username, String, "elastic", restricted | inert, "environment_elasticsearch",
    "Account at the search engine.")
SET(ElasticsearchSettings, Password, String, "changeme", restricted | always_masked | inert,
    "environment_elasticsearch", "Password of that account.")
SET(ElasticsearchSettings, EnableIndexing, Bool, false, restricted | inert, "environment_elasticsearch",
    "Send posts to the search engine.")
SET(ElasticsearchSettings, EnableSearching, Bool, false, restricted | inert, "environment_elasticsearch",
    "Search with it.")
SET(ElasticsearchSettings, EnableCJKAnalyzers, Bool, false, restricted | inert, "environment_elasticsearch",
    "Use its analyzers for Chinese, Japanese and Korean.")
SET(ElasticsearchSettings, EnableAutocomplete, Bool, false, restricted | inert, "environment_elasticsearch",
    "Complete names with it.")
SET(ElasticsearchSettings, Sniff, Bool, true, restricted | inert, "environment_elasticsearch",
    "Find the nodes of its cluster.")
SET(ElasticsearchSettings, PostIndexReplicas, Int, 1, restricted | inert, "environment_elasticsearch",
    "Replicas of the index of posts.")
SET(ElasticsearchSettings, PostIndexShards, Int, 1, restricted | inert, "environment_elasticsearch",
    "Shards of the index of posts.")
SET(ElasticsearchSettings, ChannelIndexReplicas, Int, 1, restricted | inert, "environment_elasticsearch",
    "Replicas of the index of channels.")
SET(ElasticsearchSettings, ChannelIndexShards, Int, 1, restricted | inert, "environment_elasticsearch",
    "Shards of the index of channels.")
SET(ElasticsearchSettings, UserIndexReplicas, Int, 1, restricted | inert, "environment_elasticsearch",
    "Replicas of the index of users.")
SET(ElasticsearchSettings, UserIndexShards, Int, 1, restricted | inert, "environment_elasticsearch",
    "Shards of the index of users.")
SET(ElasticsearchSettings, AggregatePostsAfterDays, Int, 365, restricted | inert, "environment_elasticsearch",
    "Days until daily indexes are merged.")
SET(ElasticsearchSettings, PostsAggregatorJobStartTime, String, "03:00", restricted | inert,
    "environment_elasticsearch", "Time of day when they are merged.")
SET(ElasticsearchSettings, IndexPrefix, String, "", restricted | inert, "environment_elasticsearch",
    "Prefix of the names of the indexes.")
SET(ElasticsearchSettings, GlobalSearchPrefix, String, "", restricted | inert, "environment_elasticsearch",
    "Prefix that searches cover.")
SET(ElasticsearchSettings, LiveIndexingBatchSize, Int, 10, restricted | inert, "environment_elasticsearch",
    "Posts sent to the engine at once.")
SET(ElasticsearchSettings, BatchSize, Int, 10000, restricted | inert, "environment_elasticsearch",
    "Posts read at once while indexing everything.")
SET(ElasticsearchSettings, RequestTimeoutSeconds, Int, 30, restricted | inert, "environment_elasticsearch",
    "Seconds that a request to the engine may take.")
SET(ElasticsearchSettings, SkipTLSVerification, Bool, false, restricted | inert, "environment_elasticsearch",
    "Accept any certificate of the engine.")
SET(ElasticsearchSettings, CA, String, "", restricted | inert, "environment_elasticsearch",
    "File with the authority of the engine's certificate.")
SET(ElasticsearchSettings, ClientCert, String, "", restricted | inert, "environment_elasticsearch",
    "File with the certificate shown to the engine.")
SET(ElasticsearchSettings, ClientKey, String, "", restricted | inert, "environment_elasticsearch",
    "File with that certificate's key.")
SET(ElasticsearchSettings, Trace, String, "", restricted | inert, "environment_elasticsearch",
    "What to log of the requests: empty, all or error.")
SET(ElasticsearchSettings, IgnoredPurgeIndexes, String, "", restricted | inert, "environment_elasticsearch",
    "Indexes that a purge leaves alone, separated by commas.")
SET(ElasticsearchSettings, EnableSearchPublicChannelsWithoutMembership, Bool, false, restricted | inert,
    "environment_elasticsearch", "Find posts of public channels that one is not a member of.")
END(ElasticsearchSettings)

SECTION(BleveSettings)
SET(BleveSettings, IndexDir, String, "", inert, "experimental_bleve",
    "Directory of Mattermost's former embedded search index.")
SET(BleveSettings, EnableIndexing, Bool, false, inert, "experimental_bleve", "Send posts to that index.")
SET(BleveSettings, EnableSearching, Bool, false, inert, "experimental_bleve", "Search with it.")
SET(BleveSettings, EnableAutocomplete, Bool, false, inert, "experimental_bleve", "Complete names with it.")
SET(BleveSettings, BatchSize, Int, 10000, inert, "experimental_bleve", "Posts read at once while indexing everything.")
END(BleveSettings)

SECTION(CacheSettings)
SET(CacheSettings, CacheType, String, "lru", restricted | restart | inert, "",
    "Where Mattermost keeps caches: lru or redis; Renkei keeps its own in memory.")
SET(CacheSettings, RedisAddress, String, "", restricted | restart | inert, "", "Address of Redis.")
SET(CacheSettings, RedisPassword, String, "", restricted | restart | always_masked | inert, "", "Password of Redis.")
SET(CacheSettings, RedisDB, Int, -1, restricted | restart | inert, "", "Number of the Redis database.")
SET(CacheSettings, RedisCachePrefix, String, "", restricted | restart | inert, "", "Prefix of keys in Redis.")
SET(CacheSettings, DisableClientCache, Bool, false, restricted | restart | inert, "",
    "Keep Redis from caching on the client's side.")
END(CacheSettings)
