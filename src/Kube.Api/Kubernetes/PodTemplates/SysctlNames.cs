using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Names of kernel parameters, and the namespaces that they belong to.</summary>
internal static class SysctlNames
{
    public const string Format = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";

    /// <summary>Segments of lower-case letters, digits, dashes and underscores, separated by dots or slashes.</summary>
    public static bool IsName(string name) => name.Length <= 253 && name.Split('.', '/').All(IsSegment);

    /// <summary>Why a pod that shares a namespace with its host may not set the parameter; null when it may.</summary>
    public static string? HostConflict(string name, V1PodSpec spec)
    {
        var dotted = Dotted(name);
        if (spec.HostNetwork == true && dotted.StartsWith("net.", StringComparison.Ordinal)) return "may not be specified when 'hostNetwork' is true";
        return spec.HostIPC == true && IsOfIpc(dotted) ? "may not be specified when 'hostIPC' is true" : null;
    }

    private static bool IsOfIpc(string name) =>
        name is "kernel.sem" || name.StartsWith("kernel.shm", StringComparison.Ordinal) || name.StartsWith("kernel.msg", StringComparison.Ordinal)
        || name.StartsWith("fs.mqueue.", StringComparison.Ordinal);

    /// <summary>The first separator tells which of the two the name uses; the other then is a plain character.</summary>
    private static string Dotted(string name)
    {
        var first = name.IndexOfAny(['.', '/']);
        if (first < 0 || name[first] == '.') return name;
        return string.Create(name.Length, name, static (span, text) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = text[i] switch { '/' => '.', '.' => '/', var c => c };
        });
    }

    private static bool IsSegment(string segment)
    {
        if (segment.Length == 0 || !IsAlphanumeric(segment[0]) || !IsAlphanumeric(segment[^1])) return false;
        return segment.All(c => IsAlphanumeric(c) || c is '-' or '_');
    }

    private static bool IsAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
