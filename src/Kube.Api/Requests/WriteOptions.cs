namespace Kube.Api.Requests;

/// <summary>Options of a create, update or patch, as clients write them. What is wrong with them is reported by the operation.</summary>
public sealed record WriteOptions
{
    /// <summary>Commit, with warnings about unknown fields.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>The same, of an object that <see cref="GivesObject"/> says of.</summary>
    internal static WriteOptions Given { get; } = new() { GivesObject = true };

    /// <summary><c>All</c> runs everything but the commit; empty: commit.</summary>
    public IReadOnlyList<string> DryRun { get; init; } = [];

    /// <summary>Who will own the fields written; empty: the client's product name.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary><c>Strict</c>, <c>Warn</c> or <c>Ignore</c> for unknown and repeated fields; empty: <c>Warn</c>.</summary>
    public string FieldValidation { get; init; } = "";

    /// <summary>An apply takes fields over from other managers; null: not said. Only an apply may say.</summary>
    public bool? Force { get; init; }

    /// <summary>The object is the pipeline's from here on; who hands it in looks at it no more. Saves the copy at the door of the process.</summary>
    internal bool GivesObject { get; init; }

    /// <summary>Whether nothing is to be committed.</summary>
    public bool IsDryRun => DryRun.Count > 0;
}
