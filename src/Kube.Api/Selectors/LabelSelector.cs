using Kube.Api.Errors;

namespace Kube.Api.Selectors;

/// <summary>A selection by labels: all requirements must hold. Immutable.</summary>
public sealed class LabelSelector
{
    /// <summary>Makes one.</summary>
    /// <param name="requirements">None selects everything.</param>
    public LabelSelector(params IReadOnlyList<LabelRequirement> requirements) => Requirements = requirements;

    /// <summary>Selects everything.</summary>
    public static LabelSelector Everything { get; } = new([]);

    /// <summary>The conditions, sorted by key.</summary>
    public IReadOnlyList<LabelRequirement> Requirements { get; }

    /// <summary>Whether everything is selected.</summary>
    public bool IsEmpty => Requirements.Count == 0;

    /// <summary>Reads upstream's text form: <c>a=b,c!=d,e in (f,g),!h,i&gt;5</c>.</summary>
    /// <exception cref="BadRequestException">The text is none; the message is upstream's.</exception>
    public static LabelSelector Parse(string text) =>
        text.Length == 0 ? Everything : new(new LabelSelectorParser(text).Parse());

    /// <summary>Whether labels are selected.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in Requirements)
            if (!requirement.Matches(labels)) return false;
        return true;
    }
}
