using System.Text;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

internal sealed unsafe partial class ShimServer
{
    private void Handle(ShimClient client, FrameKind kind, byte[] payload)
    {
        switch (kind)
        {
            case FrameKind.Stdin:
                client.Process?.QueueInput(payload);
                return;
            case FrameKind.StdinEnd:
                EndInput(client);
                return;
        }

        var fields = Fields.Parse(payload);
        switch (kind)
        {
            case FrameKind.Resize:
                client.Process?.Resize((int)fields.Number("columns"), (int)fields.Number("rows"));
                break;
            case FrameKind.Start:
                Start(client, fields);
                break;
            case FrameKind.Exec:
                Exec(client, fields);
                break;
            case FrameKind.Attach:
                Attach(client, fields);
                break;
            case FrameKind.Signal:
                Signal(fields);
                client.Send(FrameKind.Ok, []);
                break;
            case FrameKind.ReopenLog:
                Find(fields.Text("id"))?.Log?.Open();
                client.Send(FrameKind.Ok, []);
                break;
            case FrameKind.Configure:
                var name = fields.Text("hostname");
                if (name.Length > 0)
                    Native.Sethostname(name, Encoding.UTF8.GetByteCount(name));
                client.Send(FrameKind.Ok, []);
                break;
            case FrameKind.Watch:
                client.Watches = true;
                foreach (var process in _processes)
                {
                    if (process.Owner is null && !process.HasExited)
                        client.Send(FrameKind.Running, process.Describe());
                }

                client.Send(FrameKind.Ok, []);
                break;
            default:
                Refuse(client, 0, $"unknown request {(byte)kind}");
                break;
        }
    }

    private static void EndInput(ShimClient client)
    {
        if (client.Process is not { } process)
            return;
        if (process.Owner == client || process.Spec.Flag("stdinonce"))
            process.EndInput();
    }

    private static void Refuse(ShimClient client, int code, string why)
    {
        client.Send(FrameKind.Error, new Fields().Add("code", code).Add("message", why).ToBytes());
        client.Closing = true;
    }

    private ShimProcess? Find(string id)
    {
        foreach (var process in _processes)
        {
            if (process.Owner is null && process.Id == id)
                return process;
        }

        return null;
    }

    private void Start(ShimClient client, Fields spec)
    {
        var process = new ShimProcess(spec.Text("id"), spec);
        if (Find(process.Id) is not null)
        {
            Refuse(client, 0, "it runs already");
            return;
        }

        if (spec.Text("log") is { Length: > 0 } log)
        {
            process.Log = new(log, spec.Number("logmax"), (int)spec.Number("logfiles"));
            process.Log.Open();
        }

        var launch = new Launch(spec);
        if (!Run(process, launch, client))
            return;
        client.Send(FrameKind.Ok, process.Describe());
        Tell(FrameKind.Running, process);
    }

    private void Exec(ShimClient client, Fields request)
    {
        if (Find(request.Text("id")) is not { HasExited: false } container)
        {
            Refuse(client, 0, "it does not run");
            return;
        }

        var process = new ShimProcess(container.Id, request) { Owner = client };
        if (!Run(process, new(request, container.Spec, container), client))
            return;
        client.Process = process;
        process.Clients.Add(client);
        client.Send(FrameKind.Ok, process.Describe());
    }

    private void Attach(ShimClient client, Fields request)
    {
        if (Find(request.Text("id")) is not { HasExited: false } container)
        {
            Refuse(client, 0, "it does not run");
            return;
        }

        client.Process = container;
        client.SendsInput = request.Flag("stdin");
        container.Clients.Add(client);
        client.Send(FrameKind.Ok, container.Describe());
    }

    /// <summary>Starts it on a thread that may then be thrown away with its namespaces and user.</summary>
    private bool Run(ShimProcess process, Launch launch, ShimClient client)
    {
        process.Tty = launch.Tty;
        process.StartedAt = _time.GetUtcNow();
        var thread = new Thread(launch.Run, 512 << 10);
        thread.Start();
        thread.Join();
        launch.CloseTheirs();
        if (launch.Failure is { } why)
        {
            launch.CloseOurs();
            process.Log?.Dispose();
            Refuse(client, launch.FailureCode, why);
            return false;
        }

        process.Pid = launch.Pid;
        process.PidFd = launch.PidFd;
        process.HostPid = HostPid(launch.PidFd) ?? launch.Pid;
        process.StdinFd = launch.Stdin;
        process.Outputs[0] = launch.Stdout;
        process.Outputs[1] = launch.Stderr;
        _processes.Add(process);
        return true;
    }

    /// <summary>The number of a process as the host's /proc, which this process sees, numbers it.</summary>
    private static int? HostPid(int pidFd)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/self/fdinfo/{pidFd}"))
            {
                if (line.StartsWith("Pid:", StringComparison.Ordinal))
                    return int.TryParse(line.AsSpan(4).Trim(), out var pid) && pid > 0 ? pid : null;
            }
        }
        catch (IOException)
        {
            // Gone already.
        }

        return null;
    }

    private void Signal(Fields request)
    {
        var signal = (int)request.Number("signal");
        var id = request.Text("id");
        foreach (var process in _processes)
        {
            if (process.HasExited || (id.Length > 0 && process.Id != id) || (process.Owner is not null && signal != Sys.SigKill))
                continue;

            // The kill is for all that the program started; a polite request is for the program, which knows its children.
            if (signal == Sys.SigKill)
                Native.Kill(-process.Pid, signal);
            Native.Kill(process.Pid, signal);
        }
    }
}
