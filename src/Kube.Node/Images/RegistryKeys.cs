using System.Text;
using System.Text.Json;
using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Images;

/// <summary>Credentials by registry, as secrets of the types <c>kubernetes.io/dockerconfigjson</c> and <c>kubernetes.io/dockercfg</c> hold them (upstream's <c>pkg/credentialprovider</c>).</summary>
internal sealed class RegistryKeys
{
    private const string DefaultRegistry = "index.docker.io";

    private readonly List<(string Host, string Path, RegistryCredentials Credentials)> _keys = [];

    /// <summary>Adds what a secret holds; one of another type holds nothing.</summary>
    /// <returns>False when it cannot be read.</returns>
    public bool TryAdd(V1Secret secret)
    {
        try
        {
            if (secret.Type == "kubernetes.io/dockerconfigjson" && secret.Data?.GetValueOrDefault(".dockerconfigjson") is { } config)
            {
                using var document = JsonDocument.Parse(config);
                if (document.RootElement.TryGetProperty("auths", out var auths)) Add(auths);
            }
            else if (secret.Type == "kubernetes.io/dockercfg" && secret.Data?.GetValueOrDefault(".dockercfg") is { } old)
            {
                using var document = JsonDocument.Parse(old);
                Add(document.RootElement);
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    /// <summary>The credentials that fit an image, the most specific first.</summary>
    /// <param name="repository">Its registry and path, such as <c>docker.io/library/web</c>.</param>
    public IReadOnlyList<RegistryCredentials> Find(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (repository, "") : (repository[..slash], repository[slash..]);
        if (host == "docker.io") host = DefaultRegistry;
        return
        [
            .. _keys.Where(key => MatchesHost(key.Host, host) && path.StartsWith(key.Path, StringComparison.Ordinal))
                .OrderByDescending(key => key.Path.Length).ThenByDescending(key => key.Host, StringComparer.Ordinal)
                .Select(key => key.Credentials),
        ];
    }

    private static bool MatchesHost(string pattern, string host)
    {
        var (patternName, patternPort) = Cut(pattern);
        var (name, port) = Cut(host);
        if (patternPort != port) return false;
        var (wanted, parts) = (patternName.Split('.'), name.Split('.'));
        return wanted.Length == parts.Length && wanted.Zip(parts).All(pair => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pair.First, pair.Second, ignoreCase: false));
    }

    private static (string Name, string Port) Cut(string host) => host.Split(':', 2) is [var name, var port] ? (name, port) : (host, "");

    private void Add(JsonElement auths)
    {
        foreach (var entry in auths.EnumerateObject())
        {
            var (host, path) = Place(entry.Name);
            var (user, password) = (Text(entry.Value, "username"), Text(entry.Value, "password"));
            if (Text(entry.Value, "auth") is { Length: > 0 } auth)
            {
                var pair = Encoding.UTF8.GetString(Convert.FromBase64String(auth)).Split(':', 2);
                if (pair.Length != 2) throw new FormatException("unable to parse auth field, must be formatted as base64(username:password)");
                (user, password) = (pair[0], pair[1].TrimEnd('\0'));
            }

            _keys.Add((host, path, new()
            {
                UserName = user,
                Password = password,
                ServerAddress = Text(entry.Value, "serveraddress"),
                IdentityToken = Text(entry.Value, "identitytoken"),
                RegistryToken = Text(entry.Value, "registrytoken"),
            }));
        }
    }

    /// <summary>The host and path of an entry's name, which may be a URL, and may end in the version of the registry's protocol.</summary>
    private static (string Host, string Path) Place(string name)
    {
        foreach (var scheme in (ReadOnlySpan<string>)["https://", "http://"])
            if (name.StartsWith(scheme, StringComparison.Ordinal)) name = name[scheme.Length..];
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var (host, path) = slash < 0 ? (name, "") : (name[..slash], name[slash..].TrimEnd('/'));
        foreach (var version in (ReadOnlySpan<string>)["/v1", "/v2"])
            if (path.StartsWith(version, StringComparison.Ordinal) && (path.Length == version.Length || path[version.Length] == '/')) path = path[version.Length..];
        return (host is "docker.io" ? DefaultRegistry : host, path);
    }

    private static string Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
