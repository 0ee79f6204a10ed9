using System.Diagnostics;
using System.Text.Json;

namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>The kubectl of this machine. The lane needs 1.30 or newer and fails, saying what to install, when there is none.</summary>
internal static class KubectlProgram
{
    private static readonly Version s_oldest = new(1, 30);

    /// <summary>Throws unless kubectl is there and new enough.</summary>
    public static void Require()
    {
        var found = Find();
        if (found is null || found < s_oldest)
        {
            throw new InvalidOperationException(
                $"kubectl {s_oldest} or newer is needed, {(found is null ? "none" : $"{found}")} was found. Install it on Debian with 'apt-get install kubernetes-client' "
                + "where that is new enough, else as https://kubernetes.io/docs/tasks/tools/install-kubectl-linux/ says.");
        }
    }

    private static Version? Find()
    {
        try
        {
            var start = new ProcessStartInfo("kubectl", ["version", "--client", "-o", "json"]) { UseShellExecute = false, RedirectStandardOutput = true };
            using var process = System.Diagnostics.Process.Start(start)!;
            using var document = JsonDocument.Parse(process.StandardOutput.ReadToEnd());
            var client = document.RootElement.GetProperty("clientVersion");
            return new Version(
                int.Parse(client.GetProperty("major").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
                int.Parse(client.GetProperty("minor").GetString()!.TrimEnd('+'), System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
