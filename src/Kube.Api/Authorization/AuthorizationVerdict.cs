namespace Kube.Api.Authorization;

/// <summary>What an authorizer says.</summary>
public enum AuthorizationVerdict
{
    /// <summary>It knows nothing of this; the next one is asked, and if none allows, the answer is no.</summary>
    NoOpinion,

    /// <summary>Yes; nobody else is asked.</summary>
    Allow,

    /// <summary>No; nobody else is asked.</summary>
    Deny,
}
