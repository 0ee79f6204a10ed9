namespace Kube.Store.Wal;

/// <summary>Where an entry lies: 23 bits of file number and 40 bits of offset, in one word that can be swapped at once.</summary>
internal static class LogPlace
{
    private const int OffsetBits = 40;

    public static long Of(int file, long offset) => ((long)file << OffsetBits) | offset;

    public static int FileOf(long place) => (int)(place >> OffsetBits);

    public static long OffsetOf(long place) => place & ((1L << OffsetBits) - 1);
}
