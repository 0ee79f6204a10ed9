namespace Kube.Node.Endpoint;

/// <summary>Which part of which log, and how (PodLogOptions). The bounds were checked.</summary>
internal sealed record ContainerLogQuery
{
    /// <summary>The runtime's id of the container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Goes on with what is written later.</summary>
    public bool Follow { get; init; }

    /// <summary>Puts the time in front of every line.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Leaves out lines before; null for none.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Begins with so many last lines; null for all.</summary>
    public long? TailLines { get; init; }

    /// <summary>Ends after so many bytes, within a line if need be; null for no end.</summary>
    public long? LimitBytes { get; init; }

    /// <summary><c>stdout</c> or <c>stderr</c> alone; null for both.</summary>
    public string? Stream { get; init; }
}
