using CsCheck;
using StationKiosk.Office.Storage.Pages;

namespace StationKiosk.Office.Tests.Storage.Pages;

public sealed class PageStampTests
{
    private const int Bits = PageStamp.PageBytes * 8;

    private static readonly Gen<(byte[] Page, long Offset)> Pages = Gen.Select(
        Gen.Byte.Array[PageStamp.PageBytes], Gen.Long[0, 1L << 30], (page, number) =>
        {
            long offset = number * PageStamp.PageBytes;
            PageStamp.Set(page, offset);
            return (page, offset);
        });

    [Fact]
    public void Any_flipped_bit_is_noticed_and_flipped_back() => Gen.Select(Pages, Gen.Int[0, Bits - 1]).Sample(
        (page, bit) =>
        {
            byte[] read = Flipped(page.Page, bit);
            return !PageStamp.Holds(read, page.Offset) && PageStamp.TryMend(read, page.Offset) && read.AsSpan().SequenceEqual(page.Page);
        },
        iter: 200);

    [Fact]
    public void Two_flipped_bits_are_noticed_and_left_as_they_are() =>
        Gen.Select(Pages, Gen.Int[0, Bits - 1], Gen.Int[0, Bits - 1]).Where(each => each.Item2 != each.Item3).Sample(
            (page, one, other) =>
            {
                byte[] read = Flipped(Flipped(page.Page, one), other), before = [.. read];
                return !PageStamp.Holds(read, page.Offset) && !PageStamp.TryMend(read, page.Offset) && read.AsSpan().SequenceEqual(before);
            },
            iter: 50);

    [Fact]
    public void A_page_that_was_written_to_another_place_is_noticed() => Gen.Select(Pages, Gen.Long[1, 1L << 20]).Sample(
        (page, pages) => !PageStamp.Holds(page.Page, page.Offset + (pages * PageStamp.PageBytes)), iter: 1_000);

    [Fact]
    public void A_page_of_zeros_such_as_a_dead_sector_leaves_is_noticed() => Assert.False(PageStamp.Holds(new byte[PageStamp.PageBytes], 0));

    private static byte[] Flipped(byte[] page, int bit)
    {
        byte[] flipped = [.. page];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
