using Kube.Store.Disk;
using Xunit;

namespace Kube.Store.Tests.Disk;

public sealed class FileStoreFileTests
{
    private const int PieceBytes = 256 << 10;

    /// <summary>Whole blocks may go past the system's cache, and what does not fit goes through it: the file reads as one all the same.</summary>
    [Fact]
    public async Task Write_WholeBlocksAndOthers_ReadBackAsWritten()
    {
        using var directory = TestDirectory.Create();
        var disk = new FileStoreDisk(directory.Path);
        using var file = disk.Open("checkpoint", StoreFileMode.Create);
        var piece = DiskBlocks.Allocate(PieceBytes);
        var random = new Random(3);
        var expected = new List<byte>();
        foreach (var length in (int[])[PieceBytes, PieceBytes, 100, PieceBytes - 100, PieceBytes, 4096, 5000])
        {
            random.NextBytes(piece.Span[..length]);
            file.Write(expected.Count, piece.Span[..length]);
            expected.AddRange(piece.Span[..length]);
        }

        await file.SyncAsync();
        Assert.Equal(expected.Count, file.Length);
        var read = new byte[expected.Count];
        Assert.Equal(read.Length, file.Read(0, read));
        Assert.True(read.AsSpan().SequenceEqual(expected.ToArray()));
    }

    [Fact]
    public void Blocks_AllocatedOnTheirBounds_FitWhereOffsetsDo()
    {
        var piece = DiskBlocks.Allocate(PieceBytes);
        Assert.Equal(PieceBytes, piece.Length);
        Assert.True(DiskBlocks.Fit(0, piece.Span));
        Assert.True(DiskBlocks.Fit(8192, piece.Span[4096..]));
        Assert.False(DiskBlocks.Fit(100, piece.Span));
        Assert.False(DiskBlocks.Fit(0, piece.Span[1..]));
        Assert.False(DiskBlocks.Fit(0, piece.Span[..^1]));
        Assert.False(DiskBlocks.Fit(0, piece.Span[..4096]));
    }
}
