namespace Kube.Api.Authorization;

/// <summary>An authorizer's answer.</summary>
/// <param name="Verdict">Yes, no, or no opinion.</param>
/// <param name="Reason">Why, for the client and the audit log; may be empty.</param>
public readonly record struct AuthorizationDecision(AuthorizationVerdict Verdict, string Reason = "")
{
    /// <summary>Whether it is a yes.</summary>
    public bool IsAllowed => Verdict == AuthorizationVerdict.Allow;
}
