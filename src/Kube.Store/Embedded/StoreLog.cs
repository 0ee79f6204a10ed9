using Microsoft.Extensions.Logging;

namespace Kube.Store.Embedded;

/// <summary>Log messages of the embedded engine; event ids 1000 to 1099.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(1000, LogLevel.Information, "opened {Directory} at revision {Revision}: {Keys} keys, compacted below {Compacted}")]
    public static partial void Opened(ILogger logger, string directory, long revision, int keys, long compacted);

    [LoggerMessage(1001, LogLevel.Critical, "the store stopped after a failure and must be opened again")]
    public static partial void Faulted(ILogger logger, Exception cause);

    [LoggerMessage(1002, LogLevel.Error, "transactions were refused: no space on disk")]
    public static partial void Full(ILogger logger, Exception cause);

    [LoggerMessage(1003, LogLevel.Debug, "wrote checkpoint {Name}: revision {Revision}, {Bytes} bytes, {Segments} segments dropped")]
    public static partial void Checkpointed(ILogger logger, string name, long revision, long bytes, int segments);

    [LoggerMessage(1004, LogLevel.Error, "a checkpoint could not be written; the log keeps everything, and it will be tried again")]
    public static partial void CheckpointFailed(ILogger logger, Exception cause);

    [LoggerMessage(1005, LogLevel.Warning, "checkpoint {Path} cannot be used; an older one or the log alone is used instead")]
    public static partial void CheckpointUnusable(ILogger logger, string path, Exception cause);
}
