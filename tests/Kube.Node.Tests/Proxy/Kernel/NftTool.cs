using System.Diagnostics;
using Kube.Node.Netlink;

namespace Kube.Node.Tests.Proxy.Kernel;

/// <summary>The <c>nft</c> tool, which knows nothing of what wrote the rules.</summary>
internal static class NftTool
{
    /// <summary>Runs it in a namespace. The last argument is its input when the one before it is <c>-</c>.</summary>
    public static async Task<string> RunAsync(NetworkNamespace place, CancellationToken cancellationToken, params string[] arguments)
    {
        var input = arguments is [.., "-", var given] ? given : null;
        string[] command = [.. place.Name.Length == 0 ? [] : (string[])["ip", "netns", "exec", place.Name], "nft", .. input is null ? arguments : arguments[..^1]];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, errors);
        return await output;
    }
}
