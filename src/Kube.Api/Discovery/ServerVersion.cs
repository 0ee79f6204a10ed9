using System.Reflection;
using System.Runtime.InteropServices;

namespace Kube.Api.Discovery;

/// <summary>What <c>/version</c> answers: the Kubernetes version that the API speaks, and what it was built of.</summary>
public static class ServerVersion
{
    /// <summary>The Kubernetes version whose API is served.</summary>
    public const string GitVersion = "v1.36.0";

    /// <summary>The document as JSON. Must not be changed.</summary>
    public static ReadOnlyMemory<byte> Json { get; } = LegacyDiscoveryWriter.Write(writer =>
    {
        writer.WriteString("major"u8, "1"u8);
        writer.WriteString("minor"u8, "36"u8);
        writer.WriteString("emulationMajor"u8, "1"u8);
        writer.WriteString("emulationMinor"u8, "36"u8);
        writer.WriteString("minCompatibilityMajor"u8, "1"u8);
        writer.WriteString("minCompatibilityMinor"u8, "35"u8);
        writer.WriteString("gitVersion"u8, GitVersion);
        writer.WriteString("gitCommit"u8, Build());
        writer.WriteString("gitTreeState"u8, "clean"u8);
        writer.WriteString("buildDate"u8, "1970-01-01T00:00:00Z"u8);
        writer.WriteString("goVersion"u8, $"dotnet{Environment.Version}");
        writer.WriteString("compiler"u8, "dotnet"u8);
        writer.WriteString("platform"u8, $"{Platform()}/{Architecture()}");
    });

    private static string Build() => typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    private static string Platform() => OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };
}
