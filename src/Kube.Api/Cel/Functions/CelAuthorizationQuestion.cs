namespace Kube.Api.Cel.Functions;

/// <summary>What an expression asks the authorizers, and who answers.</summary>
internal sealed record CelAuthorizationQuestion(Func<CelAuthorizationQuestion, CelAuthorizationAnswer> Ask)
{
    /// <summary>Who it is about; null for the user of the request.</summary>
    public string? User { get; init; }

    public string Verb { get; init; } = "";

    /// <summary>A path, when it is about no resource.</summary>
    public string? Path { get; init; }

    public string Group { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public string LabelSelector { get; init; } = "";
}

/// <summary>The answer: allowed or not, why, and what went wrong.</summary>
internal sealed record CelAuthorizationAnswer(bool IsAllowed, string Reason, string Error);
