using System.Diagnostics;

namespace Kube.EndToEnd.Tests.Kubectl;

/// <summary>Runs kubectl against one server, with a home directory of its own for its caches.</summary>
internal sealed class KubectlRunner(string kubeconfig, string home)
{
    public async Task<KubectlResult> RunAsync(IReadOnlyList<string> arguments, string? input = null, params (string Name, string Value)[] environment)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        using var process = Start(arguments, input is not null, environment);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }

        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new KubectlResult($"kubectl {string.Join(' ', arguments)}", process.ExitCode, output, await error);
    }

    /// <summary>Starts a kubectl that goes on, such as a watch; the caller kills it.</summary>
    public System.Diagnostics.Process Start(IReadOnlyList<string> arguments, bool hasInput = false, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("kubectl", arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = hasInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = home,
        };
        start.Environment["KUBECONFIG"] = kubeconfig;
        start.Environment["HOME"] = home;
        start.Environment["LC_ALL"] = "C.UTF-8";
        // It is gone before its memory matters: a fifth of its processor time went into collecting it.
        start.Environment["GOGC"] = "off";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return System.Diagnostics.Process.Start(start)!;
    }
}
