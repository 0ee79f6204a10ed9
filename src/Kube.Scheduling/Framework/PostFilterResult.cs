namespace Kube.Scheduling.Framework;

/// <summary>What a PostFilter plugin found.</summary>
/// <param name="Message">Goes to the end of the pod's message; may be empty.</param>
/// <param name="NominatedNode">The node that will take the pod once room is made; empty: a nomination that was made before is taken back; null: it stays.</param>
public readonly record struct PostFilterResult(string Message, string? NominatedNode)
{
    /// <summary>Whether a node was found.</summary>
    public bool IsNominated => !string.IsNullOrEmpty(NominatedNode);
}
