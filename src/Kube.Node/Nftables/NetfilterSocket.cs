using System.Runtime.InteropServices;
using Kube.Node.Netlink;

namespace Kube.Node.Nftables;

/// <summary>A conversation with the kernel about packet filters and connections (nfnetlink), in one network namespace. The kernel answers within the call.
/// Not safe for concurrent use.</summary>
internal sealed partial class NetfilterSocket : IDisposable
{
    private const int Family = 16, Raw = 3, CloseOnExec = 0x80000, NetfilterProtocol = 12;
    private const int SocketLevel = 1, ForceSendBuffer = 32, ForceReceiveBuffer = 33, DoNotWait = 0x40;
    private const ushort ErrorType = 2, DoneType = 3;
    private const int ErrorNumberAgain = 11;

    // A whole table's worth of rules is one datagram.
    private const int SendBufferSize = 256 << 20, ReceiveBufferSize = 8 << 20;

    private readonly int _descriptor;
    private readonly byte[] _buffer = new byte[128 * 1024];
    private uint _sequence;

    /// <exception cref="NetlinkException">There is no such socket for this process.</exception>
    public NetfilterSocket(NetworkNamespace place)
    {
        _descriptor = place.Run(() =>
        {
            var made = OpenSocket(Family, Raw | CloseOnExec, NetfilterProtocol);
            return made >= 0 ? made : throw new NetlinkException("socket(AF_NETLINK, NETLINK_NETFILTER)", Marshal.GetLastPInvokeError());
        });
        _ = SetOption(_descriptor, SocketLevel, ForceSendBuffer, SendBufferSize, sizeof(int));
        _ = SetOption(_descriptor, SocketLevel, ForceReceiveBuffer, ReceiveBufferSize, sizeof(int));
    }

    public void Dispose() => _ = Close(_descriptor);

    /// <summary>Makes all changes of a batch at once, or none.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Commit(NftBatch batch)
    {
        if (batch.IsEmpty) return;
        Send(batch.Finish(), "change packet filters");
        // All answers are there by now: one per change that was refused, and one to the last change when all was done.
        // All of them are read, also after the first that says no: the next batch is not to find them.
        var done = false;
        NetlinkException? refused = null;
        while (TryReceive(out var length))
        {
            for (var rest = _buffer.AsSpan(0, length); TryTake(ref rest, out var type, out var sequence, out var body);)
            {
                if (type != ErrorType) continue;
                var error = MemoryMarshal.Read<int>(body);
                if (error == 0) done = true;
                else refused ??= new NetlinkException($"change packet filters ({batch.Describe(sequence)})", -error);
            }
        }

        if (refused is not null) throw refused;
        if (!done) throw new NetlinkException("change packet filters", ErrorNumberAgain);
    }

    /// <summary>Sends a request and reads its acknowledgement.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Execute(NetlinkMessage message, string operation) => Dump(message, operation, static (_, _) => { });

    /// <summary>Sends a request and hands over each answer: its type and what follows its header.</summary>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public void Dump(NetlinkMessage message, string operation, NetlinkAnswer answer)
    {
        Send(message.Finish(++_sequence), operation);
        while (true)
        {
            var length = (int)Receive(_descriptor, _buffer, (nuint)_buffer.Length, 0);
            if (length < 0) throw new NetlinkException(operation, Marshal.GetLastPInvokeError());
            for (var rest = _buffer.AsSpan(0, length); TryTake(ref rest, out var type, out _, out var body);)
            {
                if (type == DoneType) return;
                if (type == ErrorType)
                {
                    var error = MemoryMarshal.Read<int>(body);
                    if (error != 0) throw new NetlinkException(operation, -error);
                    return;
                }

                answer(type, body);
            }
        }
    }

    private void Send(ReadOnlySpan<byte> bytes, string operation)
    {
        if (SendBytes(_descriptor, bytes, (nuint)bytes.Length, 0) < 0) throw new NetlinkException(operation, Marshal.GetLastPInvokeError());
    }

    private bool TryReceive(out int length)
    {
        length = (int)Receive(_descriptor, _buffer, (nuint)_buffer.Length, DoNotWait);
        return length >= 0;
    }

    private static bool TryTake(ref Span<byte> rest, out ushort type, out uint sequence, out ReadOnlySpan<byte> body)
    {
        (type, sequence) = (0, 0);
        body = default;
        if (rest.Length < NetlinkMessage.HeaderSize) return false;
        var length = (int)MemoryMarshal.Read<uint>(rest);
        if (length < NetlinkMessage.HeaderSize || length > rest.Length) return false;
        type = MemoryMarshal.Read<ushort>(rest[4..]);
        sequence = MemoryMarshal.Read<uint>(rest[8..]);
        body = rest[NetlinkMessage.HeaderSize..length];
        rest = rest[Math.Min(NetlinkMessage.Align(length), rest.Length)..];
        return true;
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int OpenSocket(int domain, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    private static partial int SetOption(int descriptor, int level, int name, in int value, int length);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    private static partial nint SendBytes(int descriptor, ReadOnlySpan<byte> bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    private static partial nint Receive(int descriptor, Span<byte> bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
