using System.Text.Json;
using Kube.Api.Authentication.Jwt;
using Kube.Api.Models;

namespace Kube.Api.Authentication.Configuration;

/// <summary>A file of the form AuthenticationConfiguration (apiserver.config.k8s.io/v1; v1beta1 and v1alpha1 read alike): who issues tokens that are accepted, and
/// what requests without credentials may do. Immutable.</summary>
public sealed class AuthenticationConfiguration
{
    private AuthenticationConfiguration(IReadOnlyList<JwtSettings> issuers, AnonymousOptions? anonymous) => (Issuers, Anonymous) = (issuers, anonymous);

    internal IReadOnlyList<JwtSettings> Issuers { get; }

    internal AnonymousOptions? Anonymous { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigurationFileException">It is not as it should be; the message names everything that is wrong.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AuthenticationConfiguration Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>Reads the text of such a file, YAML or JSON.</summary>
    /// <exception cref="ConfigurationFileException">It is not as it should be.</exception>
    public static AuthenticationConfiguration Parse(string text)
    {
        var file = ConfigurationFiles.Read(text, "AuthenticationConfiguration", ConfigurationJson.Default.AuthenticationFile);
        var errors = new Validation.FieldErrors();
        AuthenticationRules.Check(file, errors);
        if (errors.Count > 0) throw new ConfigurationFileException($"invalid AuthenticationConfiguration: {string.Join("; ", errors)}");
        var anonymous = file.Anonymous is { } given ? new AnonymousOptions { Enabled = given.Enabled, Paths = [.. given.Conditions.Select(static condition => condition.Path)] } : null;
        return new(file.Jwt, anonymous);
    }
}
