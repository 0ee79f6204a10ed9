using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Kube.Store.Disk;

/// <summary>Memory and places that lie on the bounds of a disk's blocks: what is written from the one to the other need not pass through the system's cache.</summary>
internal static class DiskBlocks
{
    /// <summary>No disk has larger blocks.</summary>
    public const int Bytes = 4096;

    // Smaller writes gain nothing, and a log's are read again soon.
    private const int LeastBytes = 64 << 10;

    /// <summary>Memory that begins on a bound and does not move.</summary>
    /// <param name="length">A multiple of <see cref="Bytes"/>.</param>
    public static Memory<byte> Allocate(int length)
    {
        var array = GC.AllocateUninitializedArray<byte>(length + Bytes, pinned: true);
        var beyond = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % Bytes);
        return array.AsMemory(beyond == 0 ? 0 : Bytes - beyond, length);
    }

    /// <summary>Whether a write is of whole blocks, and long enough.</summary>
    public static unsafe bool Fit(long offset, ReadOnlySpan<byte> bytes) =>
        bytes.Length >= LeastBytes && bytes.Length % Bytes == 0 && offset % Bytes == 0
        && (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) % Bytes == 0;
}
