// Writes real files of old formats with the library inside the Tika server: `java -cp tika.jar Foreign.java FOLDER`.
// FOLDER holds scan.png and ledger.xlsx already.

import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.poi.hslf.usermodel.HSLFPictureShape;
import org.apache.poi.hslf.usermodel.HSLFSlide;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hslf.usermodel.HSLFTable;
import org.apache.poi.hslf.usermodel.HSLFTextBox;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.poifs.filesystem.DirectoryEntry;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.sl.usermodel.PictureData.PictureType;

public class Foreign {
    static void slide(HSLFSlideShow show, String text) {
        HSLFTextBox box = show.createSlide().createTextBox();
        box.setText(text);
        box.setAnchor(new Rectangle(50, 50, 400, 50));
    }

    static void save(HSLFSlideShow show, String folder, String name) throws Exception {
        try (FileOutputStream out = new FileOutputStream(new File(folder, name))) {
            show.write(out);
        }
    }

    static void slides(String folder) throws Exception {
        HSLFSlideShow show = new HSLFSlideShow();
        slide(show, "节能目标责任书");
        HSLFTable table = show.getSlides().get(0).createTable(2, 2);
        String[][] cells = {{"煤", "12.50"}, {"电", "8.1"}};
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 2; column++) {
                table.getCell(row, column).setText(cells[row][column]);
            }
        }
        slide(show, "第二张");
        save(show, folder, "slides.ppt");
    }

    static void locked(String folder) throws Exception {
        HSLFSlideShow show = new HSLFSlideShow();
        slide(show, "锁住的责任书");
        Biff8EncryptionKey.setCurrentUserPassword("secret");
        save(show, folder, "locked.ppt");
        Biff8EncryptionKey.setCurrentUserPassword(null);
    }

    static void picture(String folder) throws Exception {
        HSLFSlideShow show = new HSLFSlideShow();
        HSLFPictureShape shape =
                new HSLFPictureShape(show.addPicture(new File(folder, "scan.png"), PictureType.PNG));
        shape.setAnchor(new Rectangle(10, 10, 500, 400));
        HSLFSlide slide = show.createSlide();
        slide.addShape(shape);
        save(show, folder, "picture.ppt");
    }

    static void property(DirectoryEntry place, String tag, String value) throws Exception {
        byte[] data = value.getBytes(StandardCharsets.UTF_16LE);
        place.createDocument("__substg1.0_" + tag + "001F", new ByteArrayInputStream(data));
    }

    static void attach(DirectoryEntry root, int number, String name, byte[] data) throws Exception {
        DirectoryEntry attached = root.createDirectory(String.format("__attach_version1.0_#%08X", number));
        property(attached, "3707", name);
        attached.createDocument("__substg1.0_37010102", new ByteArrayInputStream(data));
        attached.createDocument("__properties_version1.0", new ByteArrayInputStream(new byte[8]));
    }

    static void mail(String folder) throws Exception {
        POIFSFileSystem file = new POIFSFileSystem();
        DirectoryEntry root = file.getRoot();
        property(root, "001A", "IPM.Note");
        property(root, "0037", "关于报送节能台账的函");
        property(root, "1000", "请于三月底前报送。\r\n青川区发改局");
        property(root, "0C1A", "王立");
        root.createDocument("__properties_version1.0", new ByteArrayInputStream(new byte[32]));
        byte[] ledger = Files.readAllBytes(Path.of(folder, "ledger.xlsx"));
        attach(root, 0, "台账.xlsx", ledger);
        attach(root, 1, "残缺.xlsx", Arrays.copyOf(ledger, ledger.length / 2));
        try (FileOutputStream out = new FileOutputStream(new File(folder, "mail.msg"))) {
            file.writeFilesystem(out);
        }
    }

    public static void main(String[] folder) throws Exception {
        slides(folder[0]);
        locked(folder[0]);
        picture(folder[0]);
        mail(folder[0]);
    }
}
