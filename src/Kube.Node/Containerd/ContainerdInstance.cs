using System.Diagnostics;
using Kube.Node.Cri;
using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Node.Runtime.Process.Linux;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Client;
using Kube.Store.Work;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kube.Node.Containerd;

/// <summary>
/// A containerd that belongs to this node alone: its own directories, socket, pause image and pod network. An orderly end takes its pods and everything that they had on the machine
/// with it. When this process is killed, containerd and the pods go on: the next start over the same directory takes them over, and one over another directory removes them.
/// </summary>
/// <remarks>Needs root, and on Debian the packages <c>containerd</c>, <c>runc</c> and <c>containernetworking-plugins</c>.</remarks>
public sealed class ContainerdInstance : IAsyncDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_care = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    // A containerd whose disk is full takes pods away as slowly as it likes.
    private static readonly TimeSpan s_removal = TimeSpan.FromSeconds(15);

    private readonly ContainerdOptions _options;
    private readonly ContainerdPaths _paths;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly CancellationTokenSource _end = new();
    private Task? _care;
    private volatile int _pid;
    private bool _disposed;

    private ContainerdInstance(ContainerdOptions options, ContainerdPaths paths, TimeProvider time)
    {
        _options = options;
        _paths = paths;
        _time = time;
    }

    /// <summary>The image that its sandboxes are made of, for <c>NodeOptions.PodInfraContainerImage</c>.</summary>
    public static string SandboxImage => PauseImage.Name;

    /// <summary>Where it answers, for <see cref="CriRuntimeOptions.Endpoint"/>.</summary>
    public string Endpoint => "unix://" + _paths.Socket;

    /// <summary>Its process.</summary>
    public int ProcessId => _pid;

    /// <summary>Starts it, or takes over the one that a killed process left in the same directory; it can run pods when this returns (given a range).</summary>
    /// <exception cref="RuntimeFailureException">It does not start; the message holds the end of its log.</exception>
    /// <exception cref="OptionsValidationException">The options are wrong.</exception>
    public static async Task<ContainerdInstance> StartAsync(ContainerdOptions options, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var valid = new ContainerdOptionsValidator().Validate(null, options);
        if (valid.Failed) throw new OptionsValidationException(nameof(ContainerdOptions), typeof(ContainerdOptions), valid.Failures);
        var paths = new ContainerdPaths(options.Directory);
        var instance = new ContainerdInstance(options, paths, time ?? TimeProvider.System);
        await ContainerdRemains.RemoveAbandonedAsync(except: paths.Run, instance._time, cancellationToken);
        ContainerdRemains.Prepare(paths, options);
        try
        {
            await instance.StartProcessAsync(cancellationToken);
            await instance.ImportAllAsync(cancellationToken);
            instance._care = DefaultWorkScheduler.Instance.Run("containerd.care", instance.CareAsync);
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    /// <summary>Imports an image archive (OCI or docker), as <c>ctr images import</c> does.</summary>
    /// <exception cref="RuntimeFailureException">It could not be imported.</exception>
    public Task ImportAsync(string archive, CancellationToken cancellationToken = default) =>
        RunAsync("ctr", ["--address", _paths.Socket, "--namespace", "k8s.io", "images", "import", "--snapshotter", _options.Snapshotter, archive], cancellationToken);

    /// <summary>Ends its process and starts another; containers go on meanwhile.</summary>
    /// <param name="kill">Whether it is killed instead of being asked to end.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RestartAsync(bool kill = false, CancellationToken cancellationToken = default)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await StopProcessAsync(kill, cancellationToken);
            await StartProcessAsync(cancellationToken);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends its pods, itself, and everything that they had on the machine. Images stay in its directory.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _end.CancelAsync();
        if (_care is not null) await _care;
        await RemovePodsAsync();
        await StopProcessAsync(kill: false, CancellationToken.None);
        await ContainerdRemains.RemoveAsync(_paths, _options.Bridge, _options.CgroupRoot, ContainerdRemains.ProcessOf(_paths), _time, CancellationToken.None);
        _end.Dispose();
        _changing.Dispose();
    }

    // One that died is started again; its containers have not noticed.
    private async Task CareAsync()
    {
        while (true)
        {
            try
            {
                await Task.Delay(s_care, _time, _end.Token);
                await _changing.WaitAsync(_end.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            try
            {
                if (!ContainerdRemains.IsAlive(_pid)) await StartProcessAsync(_end.Token);
            }
            catch (Exception e) when (e is RuntimeFailureException or OperationCanceledException or IOException)
            {
                // Its callers see that it is away; the next turn tries again.
            }
            finally
            {
                _changing.Release();
            }
        }
    }

    private async Task StartProcessAsync(CancellationToken cancellationToken)
    {
        // A process that is asked to end by a terminal's Ctrl-C goes before the pods do: hence a session of its own.
        if (ContainerdRemains.ProcessOf(_paths) is { } running)
        {
            _pid = running;
        }
        else
        {
            File.Delete(_paths.Socket);
            var start = new ProcessStartInfo("setsid") { UseShellExecute = false };
            foreach (var word in (string[])["sh", "-c", "exec containerd --config \"$0\" --log-level warn >>\"$1\" 2>&1 </dev/null", _paths.Configuration, _paths.Log]) start.ArgumentList.Add(word);
            try
            {
                using var process = Process.Start(start)!;
                _pid = process.Id;
            }
            catch (System.ComponentModel.Win32Exception e)
            {
                throw new RuntimeFailureException("containerd", $"{e.Message}; on Debian: apt-get install containerd runc containernetworking-plugins", e);
            }
        }

        ContainerdRemains.Own(_paths, _options, _pid);
        await WaitUntilServingAsync(cancellationToken);
    }

    private async Task WaitUntilServingAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.StartTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var channel = GrpcChannel.ForUnixSocket(_paths.Socket);
        var last = "";
        while (true)
        {
            try
            {
                var status = await channel.UnaryAsync(RuntimeCalls.Status, new(), GrpcCallOptions.Within(s_patience), either.Token);
                var network = status.Status.Conditions.FirstOrDefault(condition => condition.Type == "NetworkReady");
                if (_options.PodCidr.Length == 0 || network is { Status: true }) return;
                last = network?.Message ?? "";
            }
            catch (GrpcException e)
            {
                last = e.Message;
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                throw new RuntimeFailureException("containerd", $"not ready after {_options.StartTimeout.TotalSeconds:0} s: {last}; its log ends with: {LogEnd()}");
            }

            if (!ContainerdRemains.IsAlive(_pid)) throw new RuntimeFailureException("containerd", $"it ended at once; its log ends with: {LogEnd()}");
            try
            {
                await Task.Delay(s_look, _time, either.Token);
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new RuntimeFailureException("containerd", $"not ready after {_options.StartTimeout.TotalSeconds:0} s: {last}; its log ends with: {LogEnd()}");
            }
        }
    }

    private async Task StopProcessAsync(bool kill, CancellationToken cancellationToken)
    {
        if (_pid == 0) return;
        Native.Kill(_pid, kill ? Sys.SigKill : Sys.SigTerm);
        var asked = _time.GetTimestamp();
        while (ContainerdRemains.IsAlive(_pid))
        {
            if (_time.GetElapsedTime(asked) > s_patience) Native.Kill(_pid, Sys.SigKill);
            await Task.Delay(s_look, _time, cancellationToken);
        }

        _pid = 0;
    }

    private async Task ImportAllAsync(CancellationToken cancellationToken)
    {
        var pause = Path.Combine(_paths.Directory, "pause.tar");
        if (!File.Exists(pause))
        {
            await using (var archive = File.Create(pause)) PauseImage.Build().WriteArchive(archive, PauseImage.Name);
            await ImportAsync(pause, cancellationToken);
        }

        if (_options.ImageDirectory.Length == 0) return;
        foreach (var archive in Directory.EnumerateFiles(_options.ImageDirectory, "*.tar").Order(StringComparer.Ordinal)) await ImportAsync(archive, cancellationToken);
    }

    private async Task RemovePodsAsync()
    {
        if (_pid == 0 || !ContainerdRemains.IsAlive(_pid)) return;
        var runtime = new CriContainerRuntime(new() { Endpoint = Endpoint }, DefaultWorkScheduler.Instance, _time, NullLogger<CriContainerRuntime>.Instance);
        using var limit = new CancellationTokenSource(s_removal, _time);
        await using (runtime)
        {
            try
            {
                var sandboxes = await runtime.Sandboxes.ListAsync(SandboxFilter.All, limit.Token);
                await Task.WhenAll(sandboxes.Select(sandbox => runtime.Sandboxes.RemoveAsync(sandbox.Id, limit.Token).AsTask()));
                foreach (var sandbox in sandboxes) ContainerdCgroups.RemovePod(sandbox.Metadata.Uid, _options.CgroupRoot);
            }
            catch (Exception e) when (e is NodeException or OperationCanceledException)
            {
                // What it does not remove in order is removed without it.
            }
        }
    }

    private string LogEnd()
    {
        try
        {
            return string.Join(" | ", File.ReadLines(_paths.Log).TakeLast(3));
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = await process.StandardError.ReadToEndAsync(cancellationToken);
        await output;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0) throw new RuntimeFailureException($"{program} {string.Join(' ', arguments)}", error.Trim());
    }
}
