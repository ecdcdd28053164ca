/** The PolyU scenes for training; all others are for validation. */
export const TRAINING_SCENES: readonly string[] = [
  "Canon5D2_5_160_3200_chair",
  "Canon5D2_5_160_6400_bicycle",
  "Canon5D2_5_160_6400_desk",
  "Canon5D2_5_200_3200_fruit",
  "Canon80D_8_8_12800_printer",
  "Canon80D_8_8_6400_comproom",
  "Sony_4-5_125_1600_toy",
  "Sony_4_200_3200_door",
];
