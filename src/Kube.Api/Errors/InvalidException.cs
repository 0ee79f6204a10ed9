using Kube.Api.Validation;

namespace Kube.Api.Errors;

/// <summary>422 <c>Invalid</c>: the object breaks rules, all of which are listed.</summary>
public sealed class InvalidException : ApiException
{
    /// <summary>Makes one.</summary>
    /// <param name="group">Group of the kind; empty for the core group.</param>
    /// <param name="kind">The kind (upstream shows the resource in a few places).</param>
    /// <param name="name">The object's name, perhaps empty.</param>
    /// <param name="errors">At least one.</param>
    public InvalidException(string group, string kind, string name, IReadOnlyList<FieldError> errors)
        : base($"{(group.Length == 0 ? kind : $"{kind}.{group}")} \"{name}\" is invalid{Sentence(errors)}")
    {
        Group = group;
        Kind = kind;
        Name = name;
        Errors = errors;
    }

    /// <summary>Group of the kind.</summary>
    public string Group { get; }

    /// <summary>What stands in <c>details.kind</c>.</summary>
    public string Kind { get; }

    /// <summary>The object's name.</summary>
    public string Name { get; }

    /// <summary>What is wrong, in the order found.</summary>
    public IReadOnlyList<FieldError> Errors { get; }

    private static string Sentence(IReadOnlyList<FieldError> errors)
    {
        // Upstream's Aggregate drops repeated texts from the sentence, while the causes keep every one.
        var texts = errors.Select(error => error.ToString()).Distinct().ToList();
        return texts.Count switch { 0 => "", 1 => $": {texts[0]}", _ => $": [{string.Join(", ", texts)}]" };
    }
}
