using System.Net;
using System.Security.Cryptography;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Linux;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Runtime.Process;

/// <summary>Starts shims, and keeps some ready with their namespaces and network, so that a pod need not wait for one.</summary>
internal sealed class ShimPool(ProcessRuntimeOptions options, HostAbilities abilities, StateDirectory state, PodNetwork network, IWorkScheduler work, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Queue<StartedShim> _spares = [];
    private Task _filling = Task.CompletedTask;
    private bool _stopped;

    public bool Isolated => abilities.Isolation;

    public async ValueTask<StartedShim> TakeAsync(SandboxSecurity security)
    {
        if (security is { Network: NamespaceMode.Pod, Ipc: NamespaceMode.Pod, Pid: not NamespaceMode.Node })
        {
            while (TryTakeSpare() is { } spare)
            {
                Fill();
                if (spare.Process.IsAlive)
                    return spare;
                Discard(spare);
            }
        }

        StartedShim? started = null;
        await work.Run("node.shim.start", () =>
        {
            started = Start(security);
            return Task.CompletedTask;
        });
        Fill();
        return started!;
    }

    /// <summary>Starts spares until there are enough; at most one loop does.</summary>
    public void Fill()
    {
        lock (_lock)
        {
            if (_stopped || !_filling.IsCompleted || _spares.Count >= options.SpareShims)
                return;
            _filling = work.Run("node.shim.spares", FillAsync);
        }
    }

    /// <summary>Ends all spares: their addresses are of a range that is no more, or the node stops.</summary>
    public async Task EmptyAsync(bool forGood)
    {
        Task filling;
        lock (_lock)
        {
            _stopped |= forGood;
            filling = _filling;
        }

        await filling;
        while (TryTakeSpare() is { } spare)
            Discard(spare);
    }

    public void Discard(StartedShim shim)
    {
        shim.Process.Signal(Sys.SigKill);
        Reaper.Forget(shim.Process.Pid);
        network.Release(shim.Id, shim.Address);
        StateDirectory.RemoveDirectory(state.PathOf(shim.Id));
    }

    private StartedShim? TryTakeSpare()
    {
        lock (_lock)
            return _spares.TryDequeue(out var spare) ? spare : null;
    }

    private async Task FillAsync()
    {
        try
        {
            while (true)
            {
                lock (_lock)
                {
                    if (_stopped || _spares.Count >= options.SpareShims)
                        return;
                }

                var spare = Start(new());
                if (!await RehearseAsync(spare))
                    return;
                lock (_lock)
                    _spares.Enqueue(spare);
            }
        }
        catch (Exception error) when (error is NodeException or IOException or UnauthorizedAccessException)
        {
            // The next pod starts its own shim, and is told why it cannot.
            logger.NoSpare(error.Message, error);
        }
    }

    private async ValueTask<bool> RehearseAsync(StartedShim spare)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
        try
        {
            await Rehearsal.RunAsync(state.PathOf(spare.Id), state.Stage, abilities.Isolation, limit.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            Discard(spare);
            return false;
        }
    }

    private StartedShim Start(SandboxSecurity security)
    {
        var id = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var directory = state.PathOf(id);
        var hostNetwork = security.Network == NamespaceMode.Node;
        IPAddress? address = null;
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            address = hostNetwork ? null : network.Take();
            var process = new ShimStart
            {
                Directory = directory,
                Command = options.ShimCommand.Count > 0 ? options.ShimCommand : ThisProgram.CommandLine,
                Isolate = abilities.Isolation,
                HostNetwork = hostNetwork,
                HostPid = security.Pid == NamespaceMode.Node,
                HostIpc = security.Ipc == NamespaceMode.Node,
                Link = address is not null && abilities.Isolation ? network.LinkFor(id, address) : null,
            }.Run();
            return new(id, process, address?.ToString() ?? "");
        }
        catch (IOException error)
        {
            Undo(id, address);
            throw new RuntimeFailureException("pod sandbox", error.Message, error);
        }
        catch
        {
            Undo(id, address);
            throw;
        }
    }

    private void Undo(string id, IPAddress? address)
    {
        if (address is not null)
            network.Release(id, address.ToString());
        StateDirectory.RemoveDirectory(state.PathOf(id));
    }
}
