using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Kube.Tests.Shared;

/// <summary>A sample as users run it: its own process, which says when it is ready.</summary>
internal abstract class SampleProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(60);
    private readonly string _readyWord;
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private bool _disposed;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="sample">The sample's directory and, after <c>Kube.Samples.</c>, its program.</param>
    /// <param name="readyWord">What the line begins with that says that it is ready.</param>
    /// <param name="arguments">Its flags.</param>
    protected SampleProcess(string sample, string readyWord, IEnumerable<string> arguments)
    {
        _readyWord = readyWord;
        _process = Start(sample, arguments);
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Everything it has written to standard output and standard error until now.</summary>
    public string Output
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    /// <summary>Waits until it says that it is ready; ends it when it does not.</summary>
    public async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var first = await Task.WhenAny(_ready.Task, WaitForExitAsync(cancellationToken), Task.Delay(s_startLimit, TimeProvider.System, cancellationToken));
        if (first == _ready.Task) return;
        var output = Output;
        await DisposeAsync();
        throw new InvalidOperationException($"the sample did not become ready:\n{(output.Length > 600 ? output[..600] + "…" : output)}");
    }

    /// <summary>Sends a signal by number: 15 asks it to stop, 9 kills it.</summary>
    public void Signal(int signal)
    {
        if (NativeMethods.Kill(_process.Id, signal) != 0 && !_process.HasExited)
            throw new InvalidOperationException($"kill({_process.Id}, {signal}) failed: {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Waits until it has ended and its output is complete.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken = default)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop, as an owner does who wants its pods to go on, and waits until it has.</summary>
    public async Task StopAsync()
    {
        if (_disposed) return;
        if (!_process.HasExited) Signal(15);
        await DisposeWhenEndedAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await DisposeWhenEndedAsync();
    }

    private async Task DisposeWhenEndedAsync()
    {
        _disposed = true;
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Start(string sample, IEnumerable<string> arguments)
    {
        // artifacts/bin/<Tests>/<configuration>/ and artifacts/bin/<Sample>/<configuration>/ stand side by side.
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var executable = Path.Combine(own.Parent!.Parent!.FullName, sample, own.Name, "Kube.Samples." + sample);
        // A shell that runs the tests in the background has its children ignore Ctrl-C; the server is started as if from a terminal. env becomes the server.
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", executable, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start) ?? throw new InvalidOperationException($"{executable} did not start");
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_lines) _lines.Add(line);
        if (line.StartsWith(_readyWord, StringComparison.Ordinal)) _ready.TrySetResult(line);
    }
}
