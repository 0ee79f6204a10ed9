namespace Kube.Api.Requests;

/// <summary>Options of a get.</summary>
/// <param name="ResourceVersion">The oldest state that will do; empty: the newest; <c>0</c>: any. The answer is never older than the newest state this server knows.</param>
public sealed record GetOptions(string ResourceVersion = "")
{
    /// <summary>The newest state.</summary>
    public static GetOptions Default { get; } = new();
}
