using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

/// <summary>
/// The shim's one loop: waits for the agent, for output and for ends, with poll(2). It uses no sockets, tasks or timers of .NET: each would bring threads and megabytes that a
/// pod's keeper need not have.
/// </summary>
/// <remarks>
/// Inherited: descriptor 3 listens on the pod's socket. In a process namespace of its own the shim is its first process: when it dies, the kernel ends
/// every process of the pod.
/// </remarks>
internal sealed unsafe partial class ShimServer(string directory)
{
    private const int ListenFd = 3;

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<ShimClient> _clients = [];
    private readonly List<ShimProcess> _processes = [];
    private readonly byte[] _buffer = new byte[64 << 10];
    private Native.PollEntry[] _entries = new Native.PollEntry[16];

    public int Run()
    {
        Native.Prctl(Sys.SetChildSubreaper, 1, 0, 0, 0);
        Native.Fcntl(ListenFd, Sys.SetFlags, Sys.NonBlocking);
        while (Directory.Exists(directory))
        {
            var count = Gather();
            int ready;
            fixed (Native.PollEntry* entries = _entries)
                ready = Native.Poll(entries, (nuint)count, 5000); // Now and then: orphans to reap, a directory that went.
            if (ready > 0)
                Serve(count);
            Reap();
            Sweep();
        }

        return 0;
    }

    /// <summary>Lists what is waited for, in the order in which <see cref="Serve"/> reads it back.</summary>
    private int Gather()
    {
        var count = 0;
        Add(ref count, ListenFd, Sys.PollIn);
        foreach (var client in _clients)
            Add(ref count, client.Fd, (short)((client.MayRead ? Sys.PollIn : 0) | (client.HasOutput ? Sys.PollOut : 0)));
        foreach (var process in _processes)
        {
            Add(ref count, process.HasExited ? -1 : process.PidFd, Sys.PollIn);
            var outputs = process.MayReadOutput;
            Add(ref count, outputs ? process.Outputs[0] : -1, Sys.PollIn);
            Add(ref count, outputs ? process.Outputs[1] : -1, Sys.PollIn);
            Add(ref count, process.WantsToWrite ? process.StdinFd : -1, Sys.PollOut);
        }

        return count;
    }

    private void Add(ref int count, int fd, short events)
    {
        if (count == _entries.Length)
            Array.Resize(ref _entries, count * 2);
        _entries[count++] = new() { Fd = fd, Events = events };
    }

    private void Serve(int count)
    {
        var clients = _clients.Count;
        var processes = _processes.Count;
        var at = 1 + clients;

        // Output before exits: what a program wrote last is in its log before its end is told.
        for (var i = 0; i < processes; i++, at += 4)
        {
            var process = _processes[i];
            if (_entries[at + 1].Returned != 0)
                Pump(process, 0);
            if (_entries[at + 2].Returned != 0)
                Pump(process, 1);
            if (_entries[at + 3].Returned != 0)
                process.FlushInput();
        }

        for (var i = 0; i < clients; i++)
        {
            var returned = _entries[1 + i].Returned;
            if (returned == 0)
                continue;
            var client = _clients[i];
            if ((returned & Sys.PollOut) != 0)
                client.Flush();
            if ((returned & ~Sys.PollOut) != 0)
                Receive(client);
        }

        if (_entries[0].Returned != 0 && count > 0)
            Accept();
    }

    private void Accept()
    {
        int fd;
        while ((fd = Native.Accept(ListenFd, null, null, Sys.NonBlocking | Sys.CloseOnExec)) >= 0)
            _clients.Add(new(fd));
    }

    private void Receive(ShimClient client)
    {
        if (client.Closed)
            return;
        if (!client.Receive())
        {
            client.Close();
            return;
        }

        while (!client.Closed && client.TryTake(out var kind, out var payload))
            Handle(client, kind, payload);
        client.Flush();
    }

    private void Pump(ShimProcess process, int stream)
    {
        // A few buffers at a time, so that one loud container cannot starve the rest of the pod.
        for (var turns = 0; turns < 4 && process.Outputs[stream] >= 0 && process.MayReadOutput; turns++)
        {
            nint read;
            fixed (byte* bytes = _buffer)
                read = Native.Read(process.Outputs[stream], bytes, _buffer.Length);
            if (read < 0 && Native.LastErrorNumber is Sys.ErrorAgain or Sys.ErrorInterrupted)
                return;
            if (read <= 0)
            {
                // End of a pipe, or EIO: no one holds the terminal any more.
                process.Log?.End(stream, _time.GetUtcNow());
                process.CloseOutput(stream);
                return;
            }

            var bytesRead = _buffer.AsSpan(0, (int)read);
            process.Log?.Write(stream, bytesRead, _time.GetUtcNow());
            foreach (var client in process.Clients)
            {
                client.Send(stream == 0 ? FrameKind.Stdout : FrameKind.Stderr, bytesRead);
                client.Flush();
            }
        }
    }

    /// <summary>Forgets what has ended: connections, and processes that have exited and whose output was passed on.</summary>
    private void Sweep()
    {
        for (var i = _clients.Count - 1; i >= 0; i--)
        {
            var client = _clients[i];
            if (!client.Closed)
                continue;
            _clients.RemoveAt(i);
            Leave(client);
        }

        for (var i = _processes.Count - 1; i >= 0; i--)
        {
            if (!TryFinish(_processes[i]))
                continue;
            _processes.RemoveAt(i);
        }
    }

    private static void Leave(ShimClient client)
    {
        if (client.Process is not { } process)
            return;
        process.Clients.Remove(client);
        if (process.Owner == client && !process.HasExited)
        {
            // The caller of a command went away: so does the command.
            Native.Kill(-process.Pid, Sys.SigKill);
            Native.Kill(process.Pid, Sys.SigKill);
        }
        else if (process.Owner is null && client.SendsInput && process.Spec.Flag("stdinonce"))
        {
            process.EndInput();
        }
    }
}
