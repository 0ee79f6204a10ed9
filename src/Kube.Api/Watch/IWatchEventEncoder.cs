using System.Buffers;

namespace Kube.Api.Watch;

/// <summary>Writes events in one form: one version, encoding and transformation. An event keeps the bytes per encoder instance and shares them with every watcher,
/// so one instance must serve all watchers of its form, and what it writes may depend on nothing but the event.</summary>
public interface IWatchEventEncoder
{
    /// <summary>Writes a whole frame.</summary>
    void Encode(WatchEvent watchEvent, IBufferWriter<byte> output);
}
