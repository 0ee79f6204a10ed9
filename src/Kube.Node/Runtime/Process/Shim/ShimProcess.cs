using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

/// <summary>A container's program, or a command run in a container, with the pipes or the terminal to it.</summary>
internal sealed unsafe class ShimProcess(string id, Fields spec)
{
    private const int Much = 256 << 10;

    private byte[] _input = [];
    private int _inputLength;
    private bool _inputEnds;

    /// <summary>The container's id, also of a command run in it.</summary>
    public string Id { get; } = id;

    public Fields Spec { get; } = spec;

    /// <summary>As the shim numbers it.</summary>
    public int Pid { get; set; }

    /// <summary>As the host numbers it.</summary>
    public int HostPid { get; set; }

    public int PidFd { get; set; } = -1;

    public int StdinFd { get; set; } = -1;

    /// <summary>Read ends: stdout (or the terminal) and stderr; -1 once ended.</summary>
    public int[] Outputs { get; } = [-1, -1];

    public bool Tty { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset FinishedAt { get; set; }

    public LogFile? Log { get; set; }

    /// <summary>Who sees its output: everyone attached, or the one who runs the command.</summary>
    public List<ShimClient> Clients { get; } = [];

    /// <summary>Set for a command; null for a container.</summary>
    public ShimClient? Owner { get; set; }

    public bool HasExited { get; set; }

    public int ExitCode { get; set; }

    public int Signal { get; set; }

    public bool OutOfMemory { get; set; }

    public bool InputIsBehind => _inputLength > Much;

    public bool WantsToWrite => StdinFd >= 0 && (_inputLength > 0 || _inputEnds);

    /// <summary>A command's output is read only as fast as its client takes it; a container's always.</summary>
    public bool MayReadOutput => Owner is not { IsBehind: true };

    public void QueueInput(ReadOnlySpan<byte> bytes)
    {
        if (StdinFd < 0)
            return;
        if (_input.Length - _inputLength < bytes.Length)
            Array.Resize(ref _input, Math.Max(_input.Length * 2, _inputLength + bytes.Length));
        bytes.CopyTo(_input.AsSpan(_inputLength));
        _inputLength += bytes.Length;
        FlushInput();
    }

    public void EndInput()
    {
        if (StdinFd < 0)
            return;
        if (Tty)
        {
            QueueInput([4]); // What a terminal sends for the end of input.
            return;
        }

        _inputEnds = true;
        FlushInput();
    }

    public void FlushInput()
    {
        var start = 0;
        fixed (byte* bytes = _input)
        {
            while (start < _inputLength)
            {
                var written = Native.Write(StdinFd, bytes + start, _inputLength - start);
                if (written < 0 && Native.LastErrorNumber == Sys.ErrorInterrupted)
                    continue;
                if (written < 0 && Native.LastErrorNumber != Sys.ErrorAgain)
                {
                    // No one reads any more.
                    CloseInput();
                    return;
                }

                if (written <= 0)
                    break;
                start += (int)written;
            }
        }

        _inputLength -= start;
        Buffer.BlockCopy(_input, start, _input, 0, _inputLength);
        if (_inputLength == 0 && _input.Length > Much)
            _input = [];
        if (_inputLength == 0 && _inputEnds)
            CloseInput();
    }

    public void CloseInput()
    {
        // A terminal is one descriptor for both ways; it closes with the output.
        if (StdinFd >= 0 && !Tty)
            Native.Close(StdinFd);
        StdinFd = -1;
        _inputLength = 0;
    }

    public void CloseOutput(int stream)
    {
        if (Outputs[stream] < 0)
            return;
        Native.Close(Outputs[stream]);
        Outputs[stream] = -1;
        if (Tty)
            StdinFd = -1;
    }

    public void CloseAll()
    {
        CloseInput();
        CloseOutput(0);
        CloseOutput(1);
        if (PidFd >= 0)
            Native.Close(PidFd);
        PidFd = -1;
        Log?.Dispose();
    }

    public void Resize(int columns, int rows)
    {
        if (!Tty || Outputs[0] < 0 || columns is <= 0 or > ushort.MaxValue || rows is <= 0 or > ushort.MaxValue)
            return;
        var size = stackalloc ushort[4] { (ushort)rows, (ushort)columns, 0, 0 };
        Native.Ioctl(Outputs[0], Sys.SetWindowSize, size);
    }

    public byte[] Describe() => new Fields()
        .Add("id", Id)
        .Add("pid", HostPid)
        .Add("started", StartedAt.UtcTicks)
        .Add("finished", FinishedAt.UtcTicks)
        .Add("code", ExitCode)
        .Add("signal", Signal)
        .Add("oom", OutOfMemory)
        .ToBytes();
}
