namespace Kube.Node.Runtime;

/// <summary>Who asks an image registry. Printing it shows no secret.</summary>
public sealed class RegistryCredentials
{
    /// <summary>User name.</summary>
    public string UserName { get; init; } = "";

    /// <summary>Password.</summary>
    public string Password { get; init; } = "";

    /// <summary>Base64 of <c>user:password</c>, when given so.</summary>
    public string Auth { get; init; } = "";

    /// <summary>The registry they are for.</summary>
    public string ServerAddress { get; init; } = "";

    /// <summary>Token for the registry's token service.</summary>
    public string IdentityToken { get; init; } = "";

    /// <summary>Bearer token for the registry itself.</summary>
    public string RegistryToken { get; init; } = "";
}
