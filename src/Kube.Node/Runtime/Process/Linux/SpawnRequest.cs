namespace Kube.Node.Runtime.Process.Linux;

/// <summary>A program to start; it inherits the calling thread's namespaces, root, working directory and user.</summary>
internal sealed class SpawnRequest
{
    public required string Path { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>Descriptors that become 0, 1, 2 and so on; all others of this process are closed on exec.</summary>
    public required IReadOnlyList<int> Descriptors { get; init; }

    /// <summary>Terminal that becomes 0, 1, 2 and the controlling terminal, instead of <see cref="Descriptors"/>.</summary>
    public string? Terminal { get; init; }

    /// <summary>Starts it as the leader of a new session.</summary>
    /// <param name="unshare">Namespaces to make at the last moment: a thread that has asked for a process namespace cannot have new threads made on its behalf.</param>
    /// <returns>The pid, or a negative error number.</returns>
    public unsafe int Start(int unshare = 0)
    {
        // Larger than any C library's: glibc's are 80 and 336 bytes.
        var actions = stackalloc byte[1024];
        var attributes = stackalloc byte[1024];
        var signals = stackalloc byte[128];
        using var path = new NativeStrings([Path, Terminal ?? ""]);
        using var arguments = new NativeStrings(Arguments);
        using var environment = new NativeStrings(Environment);

        Native.SpawnActionsInit(actions);
        Native.SpawnAttributesInit(attributes);
        if (Terminal is not null)
        {
            // A session leader's first terminal becomes its controlling one.
            Native.SpawnActionsOpen(actions, 0, path.Pointer[1], Sys.ReadWrite, 0);
            Native.SpawnActionsDup(actions, 0, 1);
            Native.SpawnActionsDup(actions, 0, 2);
        }
        else
        {
            for (var i = 0; i < Descriptors.Count; i++)
                Native.SpawnActionsDup(actions, Descriptors[i], i);
        }

        Native.SignalsAll(signals);
        Native.SpawnAttributesDefaultSignals(attributes, signals);
        Native.SignalsNone(signals);
        Native.SpawnAttributesSignalMask(attributes, signals);
        Native.SpawnAttributesFlags(attributes, Sys.SpawnDefaultSignals | Sys.SpawnSignalMask | Sys.SpawnSession);

        var pid = 0;
        var error = unshare != 0 && Native.Unshare(unshare) != 0 ? Native.LastErrorNumber : 0;
        if (error == 0)
            error = Native.PosixSpawn(&pid, path.Pointer[0], actions, attributes, arguments.Pointer, environment.Pointer);
        Native.SpawnActionsDestroy(actions);
        Native.SpawnAttributesDestroy(attributes);
        return error == 0 ? pid : -error;
    }
}
