using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kube.Api.Authentication.Jwt;
using Kube.Api.Authorization.Webhook;
using Kube.Api.Models;
using Kube.Api.Yaml;

namespace Kube.Api.Authentication.Configuration;

/// <summary>Reads configuration files of the group apiserver.config.k8s.io; unknown fields are refused.</summary>
internal static class ConfigurationFiles
{
    private const string Group = "apiserver.config.k8s.io/";

    /// <exception cref="ConfigurationFileException">It is no such file.</exception>
    public static T Read<T>(string text, string kind, JsonTypeInfo<T> form)
        where T : ConfigurationFile
    {
        try
        {
            var report = new DecodeReport();
            var file = JsonSerializer.Deserialize(KubeYaml.ToJson(Encoding.UTF8.GetBytes(text), report), form) ?? throw new ConfigurationFileException($"no {kind}: it is empty");
            if (!report.IsEmpty) throw new ConfigurationFileException($"no {kind}: {string.Join("; ", report.Findings)}");
            if (file.Kind != kind || file.ApiVersion?.StartsWith(Group, StringComparison.Ordinal) != true)
                throw new ConfigurationFileException($"no matches for kind \"{file.Kind}\" in version \"{file.ApiVersion}\": a {kind} of {Group}v1 is wanted");
            return file;
        }
        catch (Exception fault) when (fault is JsonException or ModelFormatException)
        {
            throw new ConfigurationFileException($"no {kind}: {fault.Message}", fault);
        }
    }
}

internal abstract class ConfigurationFile
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }
}

internal sealed class AuthenticationFile : ConfigurationFile
{
    public IReadOnlyList<JwtSettings> Jwt { get; set; } = [];

    public AnonymousSettings? Anonymous { get; set; }
}

internal sealed class AnonymousSettings
{
    public bool Enabled { get; set; }

    public IReadOnlyList<AnonymousCondition> Conditions { get; set; } = [];
}

internal sealed class AnonymousCondition
{
    public string Path { get; set; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(AuthenticationFile))]
[JsonSerializable(typeof(AuthorizationFile))]
internal sealed partial class ConfigurationJson : JsonSerializerContext;
