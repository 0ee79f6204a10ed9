using System.Buffers;
using Kube.Api.Models;
using Kube.Api.Objects;

namespace Kube.Api.Watch;

/// <summary>One event, shared by every watcher that it concerns. Immutable but for its cache of encoded forms, which is safe for concurrent use.</summary>
public sealed class WatchEvent
{
    private Encoded? _encoded;
    private IKubernetesObject? _shared;
    private string? _revisionText;

    /// <summary>Makes an event.</summary>
    /// <param name="type">What it says.</param>
    /// <param name="obj">The object, or for <see cref="WatchEventType.Error"/> the Status.</param>
    /// <param name="revision">Goes out as the object's resourceVersion.</param>
    /// <param name="endsInitialEvents">For a bookmark: the initial events are complete.</param>
    public WatchEvent(WatchEventType type, ServedObject obj, long revision, bool endsInitialEvents = false)
    {
        Type = type;
        Object = obj;
        Revision = revision;
        EndsInitialEvents = endsInitialEvents;
    }

    /// <summary>What the event says.</summary>
    public WatchEventType Type { get; }

    /// <summary>The object. For a bookmark an empty one of the kind watched; for an error the Status.</summary>
    public ServedObject Object { get; }

    /// <summary>Goes out as the object's resourceVersion.</summary>
    public long Revision { get; }

    /// <summary>For a bookmark: it carries the annotation <c>k8s.io/initial-events-end</c>.</summary>
    public bool EndsInitialEvents { get; }

    /// <summary>The revision as resourceVersion, made once for all who ask in this process.</summary>
    internal string RevisionText => _revisionText ??= ObjectLayout.Format(Revision);

    /// <summary>The object decoded, once for all who ask in this process: read-only.</summary>
    internal IKubernetesObject SharedObject => _shared ??= Object.Decode(Revision);

    /// <summary>The event in the form of <paramref name="encoder"/>: made on first demand, then shared. Must not be changed.</summary>
    public ReadOnlyMemory<byte> GetBytes(IWatchEventEncoder encoder)
    {
        for (var known = Volatile.Read(ref _encoded); known is not null; known = known.Next)
            if (ReferenceEquals(known.Encoder, encoder)) return known.Bytes;

        var output = new ArrayBufferWriter<byte>(512);
        encoder.Encode(this, output);
        // Two first readers may both encode; the list then holds the same bytes twice, which is harmless.
        var made = new Encoded(encoder, output.WrittenMemory);
        Encoded? head;
        do
        {
            head = Volatile.Read(ref _encoded);
            made.Next = head;
        }
        while (Interlocked.CompareExchange(ref _encoded, made, head) != head);
        return made.Bytes;
    }

    private sealed class Encoded(IWatchEventEncoder encoder, ReadOnlyMemory<byte> bytes)
    {
        public IWatchEventEncoder Encoder { get; } = encoder;

        public ReadOnlyMemory<byte> Bytes { get; } = bytes;

        public Encoded? Next { get; set; }
    }
}
