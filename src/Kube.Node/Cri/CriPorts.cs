using System.Text.Json;

namespace Kube.Node.Cri;

/// <summary>What containerd and CRI-O say about the ways into a sandbox's network.</summary>
internal static class CriPorts
{
    /// <summary>The process that holds a sandbox, as containerd and CRI-O say it in their details; null when they do not.</summary>
    public static int? ProcessOf(IDictionary<string, string> details)
    {
        if (!details.TryGetValue("info", out var text)) return null;
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.TryGetProperty("pid", out var pid) && pid.TryGetInt32(out var number) && number > 0 ? number : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Where a streaming server is: one that listens everywhere is reached on the loopback.</summary>
    public static Uri Address(string url)
    {
        var address = new UriBuilder(url);
        if (address.Host is "" or "0.0.0.0" or "::" or "[::]") address.Host = "127.0.0.1";
        return address.Uri;
    }
}
