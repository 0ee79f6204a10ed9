namespace Kube.Api.AspNetCore.Negotiation;

/// <summary>What came of a negotiation.</summary>
/// <param name="IsProducible">Whether the router lets the request through at all; false is its 406.</param>
/// <param name="Form">The form agreed on; null is the handler's 406.</param>
internal readonly record struct Negotiated(bool IsProducible, OutputForm? Form)
{
    public static readonly Negotiated Default = new(true, OutputForm.Json);
}
