using System.Buffers.Binary;
using Kube.Node.Runtime.Process.Linux;

namespace Kube.Node.Runtime.Process.Shim;

/// <summary>One connection of the agent to the shim; non-blocking.</summary>
internal sealed unsafe class ShimClient(int fd)
{
    private const int LargestFrame = 4 << 20;

    /// <summary>Where output is no longer read from a command until the client has taken what waits for it.</summary>
    private const int Much = 256 << 10;

    /// <summary>Where a client that only looks on is cut off, so that the container need not wait for it.</summary>
    private const int TooMuch = 4 << 20;

    private byte[] _in = new byte[4096];
    private int _inLength;
    private byte[] _out = new byte[4096];
    private int _outStart;
    private int _outEnd;

    public int Fd { get; } = fd;

    public bool Closed { get; private set; }

    /// <summary>Closes once all was sent.</summary>
    public bool Closing { get; set; }

    public bool Watches { get; set; }

    /// <summary>The command it started, or the container it is attached to.</summary>
    public ShimProcess? Process { get; set; }

    public bool SendsInput { get; set; }

    public bool HasOutput => _outEnd > _outStart;

    public bool IsBehind => _outEnd - _outStart > Much;

    /// <summary>Whether more may be read from it now.</summary>
    public bool MayRead => Process is not { InputIsBehind: true };

    public void Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (Closed)
            return;
        var size = payload.Length + 5;
        if (_out.Length - _outEnd < size)
        {
            var waiting = _outEnd - _outStart;
            if (waiting + size > TooMuch)
            {
                Close();
                return;
            }

            var room = _out.Length >= waiting + size ? _out : new byte[Math.Max(_out.Length * 2, waiting + size)];
            Buffer.BlockCopy(_out, _outStart, room, 0, waiting);
            (_out, _outStart, _outEnd) = (room, 0, waiting);
        }

        BinaryPrimitives.WriteInt32LittleEndian(_out.AsSpan(_outEnd), payload.Length);
        _out[_outEnd + 4] = (byte)kind;
        payload.CopyTo(_out.AsSpan(_outEnd + 5));
        _outEnd += size;
    }

    public void Flush()
    {
        fixed (byte* bytes = _out)
        {
            while (!Closed && HasOutput)
            {
                var written = Native.Write(Fd, bytes + _outStart, _outEnd - _outStart);
                if (written < 0)
                {
                    if (Native.LastErrorNumber == Sys.ErrorInterrupted)
                        continue;
                    if (Native.LastErrorNumber != Sys.ErrorAgain)
                        Close();
                    break;
                }

                _outStart += (int)written;
            }
        }

        if (!HasOutput)
        {
            (_outStart, _outEnd) = (0, 0);
            if (_out.Length > 64 << 10)
                _out = new byte[4096];
            if (Closing)
                Close();
        }
    }

    /// <summary>Reads what came; false when the client has left.</summary>
    public bool Receive()
    {
        if (_in.Length - _inLength < 1024)
            Array.Resize(ref _in, _in.Length * 2);
        fixed (byte* bytes = _in)
        {
            var read = Native.Read(Fd, bytes + _inLength, _in.Length - _inLength);
            if (read < 0 && Native.LastErrorNumber is Sys.ErrorAgain or Sys.ErrorInterrupted)
                return true;
            if (read <= 0)
                return false;
            _inLength += (int)read;
            return true;
        }
    }

    /// <summary>Takes the next whole frame.</summary>
    public bool TryTake(out FrameKind kind, out byte[] payload)
    {
        kind = default;
        payload = [];
        if (_inLength < 5)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(_in);
        if (length is < 0 or > LargestFrame)
        {
            Close();
            return false;
        }

        if (_inLength < length + 5)
        {
            if (_in.Length < length + 5)
                Array.Resize(ref _in, length + 1024);
            return false;
        }

        kind = (FrameKind)_in[4];
        payload = _in.AsSpan(5, length).ToArray();
        _inLength -= length + 5;
        Buffer.BlockCopy(_in, length + 5, _in, 0, _inLength);
        return true;
    }

    public void Close()
    {
        if (Closed)
            return;
        Closed = true;
        Native.Close(Fd);
    }
}
