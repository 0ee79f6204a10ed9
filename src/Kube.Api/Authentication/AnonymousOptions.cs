namespace Kube.Api.Authentication;

/// <summary>What requests without credentials may be (upstream's <c>--anonymous-auth</c>, and <c>anonymous</c> of AuthenticationConfiguration).</summary>
public sealed class AnonymousOptions
{
    /// <summary>Whether they are the user <c>system:anonymous</c>; otherwise they are refused with 401. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The only paths where they are; empty (default): everywhere.</summary>
    public IList<string> Paths { get; set; } = [];

    /// <summary>Whether a request to a path may be anonymous.</summary>
    public bool Allows(string path) => Enabled && (Paths.Count == 0 || Paths.Contains(path));
}
