namespace Kube.Node.Errors;

/// <summary>This runtime cannot give what was asked; trying again does not help. The text says why and what to do instead.</summary>
/// <param name="feature">What was asked, in the words of the pod's fields, such as <c>spec.hostNetwork</c>.</param>
/// <param name="explanation">Why not, and what to do.</param>
public sealed class RuntimeRefusalException(string feature, string explanation) : NodeException($"{feature}: {explanation}")
{
    /// <summary>What was asked, such as <c>spec.hostNetwork</c>.</summary>
    public string Feature { get; } = feature;

    /// <summary>Why not, and what to do.</summary>
    public string Explanation { get; } = explanation;
}
