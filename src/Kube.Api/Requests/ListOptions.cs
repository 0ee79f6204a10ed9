namespace Kube.Api.Requests;

/// <summary>Options of a list, watch or deletecollection, as clients write them. What is wrong with them is reported by the operation.</summary>
public sealed record ListOptions
{
    /// <summary>Everything, at the newest state, in one piece.</summary>
    public static ListOptions Default { get; } = new();

    /// <summary>Labels that the objects must have; empty: all objects.</summary>
    public string LabelSelector { get; init; } = "";

    /// <summary>Field values that the objects must have; empty: all objects.</summary>
    public string FieldSelector { get; init; } = "";

    /// <summary>For a list the state asked for, for a watch the revision after which it starts; empty: the newest.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary><c>Exact</c> or <c>NotOlderThan</c>; empty: not said.</summary>
    public string ResourceVersionMatch { get; init; } = "";

    /// <summary>How many objects at most; 0: all.</summary>
    public long Limit { get; init; }

    /// <summary>Where the list before this one ended, as it said; empty: from the start.</summary>
    public string Continue { get; init; } = "";

    /// <summary>The watch may send bookmarks.</summary>
    public bool AllowWatchBookmarks { get; init; }

    /// <summary>The watch starts with the objects there are, then a marked bookmark; null: not said.</summary>
    public bool? SendInitialEvents { get; init; }

    /// <summary>Seconds after which a watch ends; null: the server chooses, spread between half an hour and an hour.</summary>
    public long? TimeoutSeconds { get; init; }
}
