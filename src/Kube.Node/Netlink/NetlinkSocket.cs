using System.Runtime.InteropServices;

namespace Kube.Node.Netlink;

/// <summary>A conversation with the kernel about links, addresses and routes (rtnetlink). The kernel answers within the call, so calls do not wait.
/// Not safe for concurrent use.</summary>
internal sealed partial class NetlinkSocket : IDisposable
{
    private const int Family = 16;
    private const int Raw = 3;
    private const int CloseOnExec = 0x80000;
    private const ushort ErrorType = 2;
    private const ushort DoneType = 3;

    private readonly int _descriptor;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private uint _sequence;

    /// <exception cref="NetlinkException">The kernel has no such socket for this process.</exception>
    public NetlinkSocket()
    {
        _descriptor = OpenSocket(Family, Raw | CloseOnExec, 0);
        if (_descriptor < 0) throw new NetlinkException("socket(AF_NETLINK)", Marshal.GetLastPInvokeError());
    }

    public void Dispose() => _ = Close(_descriptor);

    /// <summary>Sends a request and reads its acknowledgement.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Execute(NetlinkMessage message, string operation) => Converse(message, operation, static (_, _) => { });

    /// <summary>Sends a dump request and hands over each answer: its type and what follows its header.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Dump(NetlinkMessage message, string operation, NetlinkAnswer answer) => Converse(message, operation, answer);

    private void Converse(NetlinkMessage message, string operation, NetlinkAnswer answer)
    {
        var request = message.Finish(++_sequence);
        if (Send(_descriptor, request, (nuint)request.Length, 0) < 0) throw new NetlinkException(operation, Marshal.GetLastPInvokeError());
        while (true)
        {
            var length = (int)Receive(_descriptor, _buffer, (nuint)_buffer.Length, 0);
            if (length < 0) throw new NetlinkException(operation, Marshal.GetLastPInvokeError());
            if (Read(_buffer.AsSpan(0, length), operation, answer)) return;
        }
    }

    // True when the conversation is over.
    private bool Read(ReadOnlySpan<byte> rest, string operation, NetlinkAnswer answer)
    {
        while (rest.Length >= NetlinkMessage.HeaderSize)
        {
            var length = (int)MemoryMarshal.Read<uint>(rest);
            var type = MemoryMarshal.Read<ushort>(rest[4..]);
            var sequence = MemoryMarshal.Read<uint>(rest[8..]);
            if (length < NetlinkMessage.HeaderSize || length > rest.Length) return true;
            var body = rest[NetlinkMessage.HeaderSize..length];
            rest = rest[Math.Min(NetlinkMessage.Align(length), rest.Length)..];
            if (sequence != _sequence) continue;
            if (type == DoneType) return true;
            if (type != ErrorType)
            {
                answer(type, body);
                continue;
            }

            var error = MemoryMarshal.Read<int>(body);
            return error == 0 ? true : throw new NetlinkException(operation, -error);
        }

        return false;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint Send(int descriptor, ReadOnlySpan<byte> bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, Span<byte> bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
