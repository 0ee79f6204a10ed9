using System.ComponentModel.DataAnnotations;

namespace Kube.Api.Audit;

/// <summary>What is recorded, and where to. Without a policy, or without anywhere to write to, nothing is.</summary>
public sealed class AuditOptions : IValidatableObject
{
    /// <summary>The policy's file (<c>audit.k8s.io/v1</c>, kind Policy). Default empty: nothing is recorded.</summary>
    public string PolicyFile { get; set; } = "";

    /// <summary>The file that records are appended to, one JSON object per line; <c>-</c> is the standard output. Default empty: none.</summary>
    public string LogPath { get; set; } = "";

    /// <summary>For how many days files that were put away are kept. Default 0: for good.</summary>
    [Range(0, 36500)] public int LogMaxAgeDays { get; set; }

    /// <summary>How many files that were put away are kept. Default 0: all.</summary>
    [Range(0, 1_000_000)] public int LogMaxBackups { get; set; }

    /// <summary>The size at which the file is put away and a new one begun, in megabytes. Default 0: 100 of them.</summary>
    [Range(0, 1_000_000)] public int LogMaxSizeMegabytes { get; set; }

    /// <summary>Bytes of records that may wait for the disk; what comes on top is counted and lost. Default 16 MiB; 64 KiB to 1 GiB.</summary>
    [Range(64 << 10, 1 << 30)] public int LogBufferBytes { get; set; } = 16 << 20;

    /// <summary>The kubeconfig of the server that records are sent to, in lists. Default empty: none.</summary>
    public string WebhookConfigFile { get; set; } = "";

    /// <summary>Records that may wait to be sent; what comes on top is counted and lost. Default 10,000; 1 to 10,000,000.</summary>
    [Range(1, 10_000_000)] public int WebhookBufferSize { get; set; } = 10_000;

    /// <summary>Records sent at once. Default 400; 1 to 100,000.</summary>
    [Range(1, 100_000)] public int WebhookBatchSize { get; set; } = 400;

    /// <summary>How long a list waits to be full. Default 30 s; 0 to 1 h.</summary>
    public TimeSpan WebhookBatchWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Lists sent per second, in the long run. Default 10; 0.01 to 10,000.</summary>
    [Range(0.01, 10_000)] public double WebhookListsPerSecond { get; set; } = 10;

    /// <summary>Lists sent in a burst. Default 15; 1 to 10,000.</summary>
    [Range(1, 10_000)] public int WebhookBurst { get; set; } = 15;

    /// <summary>How long the first retry waits; each further one half as long again, and after five tries the list is lost. Default 10 s; 0 to 10 min.</summary>
    public TimeSpan WebhookInitialBackoff { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (WebhookBatchWait < TimeSpan.Zero || WebhookBatchWait > TimeSpan.FromHours(1)) yield return new("AuditOptions.WebhookBatchWait: 0 to 1 hour", [nameof(WebhookBatchWait)]);
        if (WebhookInitialBackoff < TimeSpan.Zero || WebhookInitialBackoff > TimeSpan.FromMinutes(10)) yield return new("AuditOptions.WebhookInitialBackoff: 0 to 10 minutes", [nameof(WebhookInitialBackoff)]);
    }
}
