namespace Kube.Api.AspNetCore.Health;

/// <summary>The health endpoints that a probe counts at.</summary>
[Flags]
public enum HealthEndpoints
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary><c>/healthz</c> and <c>/livez</c>: a failure means that a restart may help.</summary>
    Live = 1,

    /// <summary><c>/readyz</c>: a failure means that requests should go elsewhere.</summary>
    Ready = 2,

    /// <summary>All of them.</summary>
    All = Live | Ready,
}
