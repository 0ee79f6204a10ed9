using System.ComponentModel.DataAnnotations;

namespace Kube.Store.Wal;

/// <summary>The embedded engine's log.</summary>
public sealed class WalOptions
{
    /// <summary>Directory for log segments and checkpoints; created when missing. Default <c>./data</c>.</summary>
    [Required]
    public string Directory { get; set; } = "./data";

    /// <summary>Segment size in bytes. Default 64 MiB; 64 KiB to 1 GiB. May change between runs; a group larger than this gets a segment of its own size.</summary>
    [Range(1 << 16, 1 << 30)]
    public int SegmentBytes { get; set; } = 64 << 20;

    /// <summary>When a transaction is acknowledged. Default <see cref="Wal.Durability.Always"/>.</summary>
    public Durability Durability { get; set; } = Durability.Always;

    /// <summary>Longest time from acknowledgement to disk with <see cref="Wal.Durability.Interval"/>. Default 100 ms; 1 ms to 1 minute.</summary>
    [DurationRange("00:00:00.001", "00:01:00")]
    public TimeSpan SyncInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Extra time that a group waits for company before it is synced. Default 0: the next group collects while this one syncs. 0 to 1 s.</summary>
    [DurationRange("00:00:00", "00:00:01")]
    public TimeSpan GroupDelay { get; set; }

    /// <summary>Bytes of log after which a checkpoint is written, or the size of the last checkpoint if that is more. Default 128 MiB; 64 KiB to 64 GiB.</summary>
    [Range(1L << 16, 1L << 36)]
    public long CheckpointBytes { get; set; } = 128L << 20;
}
