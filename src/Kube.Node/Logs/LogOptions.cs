namespace Kube.Node.Logs;

/// <summary>Which part of a container's log, and how.</summary>
internal sealed record LogOptions
{
    /// <summary>Lines from the end; null: all.</summary>
    public long? TailLines { get; init; }

    /// <summary>Only what was written at this time or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Each line begins with its time.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Ends after so many bytes; null: no limit.</summary>
    public long? LimitBytes { get; init; }

    /// <summary>Goes on with what is written until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary><c>Stdout</c> or <c>Stderr</c>; empty or <c>All</c>: both.</summary>
    public string Stream { get; init; } = "";
}
